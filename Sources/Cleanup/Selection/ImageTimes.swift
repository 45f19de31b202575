import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Image {
    /// A day of a policy, in seconds.
    static let secondsPerDay: TimeInterval = 86_400

    /// The time that its age counts from: its push, or its last return from the archive.
    var effectivePushTime: Date? { lastActivatedAt ?? pushedAt }

    /// The time of its own last pull, or what stands in for it: its last return from the archive if it was not pulled
    /// since, and its push if it was never pulled at all.
    var effectivePullTime: PullTime? {
        let pull = lastPulledAt.map { PullTime(date: $0, basis: .pull) }
        let activation = lastActivatedAt.map { PullTime(date: $0, basis: .returnInsteadOfPull) }
        return [pull, activation].compactMap(\.self).max()
            ?? pushedAt.map { PullTime(date: $0, basis: .pushInsteadOfPull) }
    }

    /// Whether one is newer than another; of equal times the smaller digest is the newer.
    static func isNewer(_ one: (time: Date, digest: ImageDigest), than other: (time: Date, digest: ImageDigest)) -> Bool
    {
        one.time == other.time ? one.digest < other.digest : one.time > other.time
    }
}

/// When an image was last pulled, or what stands in for it.
struct PullTime: Sendable, Hashable, Comparable {
    let date: Date
    let basis: Reason.AgeBasis

    static func < (one: PullTime, other: PullTime) -> Bool { one.date < other.date }
}

/// The last pull of an image and of all that it holds, as far as it is known.
struct LastPull: Sendable, Hashable {
    /// The latest of the times that are known: the last pull was no earlier.
    private(set) var latestKnown: PullTime?
    private var isWhole: Bool

    init(_ time: PullTime?) {
        latestKnown = time
        isWhole = time != nil
    }

    /// The last pull; `nil` where the time of one of the images is not known, so that it may have been later.
    var time: PullTime? { isWhole ? latestKnown : nil }

    /// Adds the last pull of something that the image holds.
    mutating func add(_ other: LastPull) {
        latestKnown = [latestKnown, other.latestKnown].compactMap(\.self).max()
        isWhole = isWhole && other.isWhole
    }
}

/// The days between two times, compared as a policy does: an age is over N days when it is greater than N × 86,400
/// seconds.
struct Age: Sendable {
    let seconds: TimeInterval

    init(since time: Date, at now: Date) {
        seconds = now.timeIntervalSince(time)
    }

    var days: Double { seconds / Image.secondsPerDay }

    func isOver(days: Int) -> Bool { seconds > Double(days) * Image.secondsPerDay }
}
