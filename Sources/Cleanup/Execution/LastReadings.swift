import ECRClient
import Essentials

/// The times when a batch's images were last read.
///
/// A reading is good for calls about a hundred images in total. So a larger family is read again between its calls. A
/// reading covers all images that an image holds, so nested indexes need no reading for each level.
struct LastReadings {
    private var first: Date
    private var later: [Int: (startedAt: Date, acted: Int)] = [:]
    private var acted = 0

    /// Records the reading of the whole batch.
    init(startedAt: Date) { first = startedAt }

    /// The start of the oldest reading of some images.
    ///
    /// It is `nil` if the images must be read again before a call.
    func start(of part: [Int]) -> Date? {
        var start = Date.distantFuture
        for member in part {
            let reading = later[member] ?? (first, 0)
            guard acted - reading.acted + part.count <= ECRClient.maximumBatchSize else { return nil }
            start = min(start, reading.startedAt)
        }
        return start
    }

    /// Records that images were read again.
    mutating func note(_ positions: [Int], startedAt: Date) {
        for position in positions { later[position] = (startedAt, acted) }
    }

    /// Forgets the readings, since a call waited, and other images may have changed meanwhile.
    mutating func forget() { (first, later) = (.distantPast, [:]) }

    /// Records a call about images.
    mutating func noteCall(about count: Int) { acted += count }
}
