import ECRClient
import Essentials

/// The times when a batch's images were last read.
///
/// A reading is good for calls about a hundred images in total. So a larger family is read again between its calls. A
/// reading covers all images that an image holds, so nested indexes need no reading for each level.
struct LastReadings {
    private var first: Date
    private var later: [Int: (time: Date, acted: Int)] = [:]
    private var acted = 0

    /// Records the reading of the whole batch.
    ///
    /// - Parameter time: the time of its data; `nil` if there is none.
    init(at time: Date?) { first = time ?? .distantPast }

    /// The time of the oldest data of some images.
    ///
    /// It is `nil` if the images must be read again before a call.
    func time(of part: [Int]) -> Date? {
        var time = Date.distantFuture
        for member in part {
            let reading = later[member] ?? (first, 0)
            guard acted - reading.acted + part.count <= ECRClient.maximumBatchSize else { return nil }
            time = min(time, reading.time)
        }
        return time
    }

    /// Records that images were read again.
    ///
    /// - Parameter time: the time of their data; `nil` if there is none.
    mutating func note(_ positions: [Int], at time: Date?) {
        for position in positions { later[position] = (time ?? .distantPast, acted) }
    }

    /// Forgets the readings, since a call waited, and other images may have changed meanwhile.
    mutating func forget() { (first, later) = (.distantPast, [:]) }

    /// Records a call about images.
    mutating func noteCall(about count: Int) { acted += count }
}
