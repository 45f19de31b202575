import ECRClient
import Essentials

/// When the images of a batch were last read.
///
/// A reading holds until calls about a hundred images were made: a larger family is read again as it goes. It covers all
/// that an image holds, so that each level of nested indexes needs no reading of its own.
struct LastReadings {
    private let first: Date
    private var later: [Int: (startedAt: Date, acted: Int)] = [:]
    private var acted = 0

    /// Notes the reading of the whole batch.
    init(startedAt: Date) { first = startedAt }

    /// When the oldest reading of some images began; `nil` if they have to be read again before a call about them.
    func start(of part: [Int]) -> Date? {
        var start = Date.distantFuture
        for member in part {
            let reading = later[member] ?? (first, 0)
            guard acted - reading.acted + part.count <= ECRClient.maximumBatchSize else { return nil }
            start = min(start, reading.startedAt)
        }
        return start
    }

    /// Notes that images were read again.
    mutating func note(_ positions: [Int], startedAt: Date) {
        for position in positions { later[position] = (startedAt, acted) }
    }

    /// Notes a call about images.
    mutating func noteCall(about count: Int) { acted += count }
}
