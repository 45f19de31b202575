import ECRClient
import Essentials
import ImageModel

/// When the images of a batch were last read.
///
/// A reading holds until calls about a hundred images were made: a larger family is read again as it goes. It covers all
/// that an image holds, so that each level of nested indexes needs no reading of its own.
struct LastReadings {
    private let first: Date
    private var later: [ImageDigest: (startedAt: Date, acted: Int)] = [:]
    private var acted = 0

    /// Notes the reading of the whole batch.
    init(startedAt: Date) { first = startedAt }

    /// When the oldest reading of some images began; `nil` if they have to be read again before a call about them.
    func start(of part: [Plan.Member]) -> Date? {
        var start = Date.distantFuture
        for member in part {
            let reading = later[member.digest] ?? (first, 0)
            guard acted - reading.acted + part.count <= ECRClient.maximumBatchSize else { return nil }
            start = min(start, reading.startedAt)
        }
        return start
    }

    /// Notes that images were read again.
    mutating func note(_ digests: [ImageDigest], startedAt: Date) {
        for digest in digests { later[digest] = (startedAt, acted) }
    }

    /// Notes a call about images.
    mutating func noteCall(about count: Int) { acted += count }
}
