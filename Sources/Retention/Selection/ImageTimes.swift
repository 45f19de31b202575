package import Essentials
package import ImageModel

extension Image {
    /// The time that an image's age counts from.
    ///
    /// It is the push, or the last return from the archive.
    package var effectivePushTime: Date? { lastActivatedAt ?? pushedAt }

    /// The time of the image's own last pull, or its substitute.
    ///
    /// If the image was not pulled since its last return from the archive, the return counts. If it was neither pulled
    /// nor returned, the push counts.
    var effectivePullTime: PullTime? {
        let activation = lastActivatedAt.map { PullTime(date: $0, basis: .returnInsteadOfPull) }
        if let pull = lastPulledAt.map({ PullTime(date: $0, basis: .pull) }) {
            return activation.map { pull < $0 ? $0 : pull } ?? pull
        }
        return activation ?? pushedAt.map { PullTime(date: $0, basis: .pushInsteadOfPull) }
    }

    /// Whether an image is newer than another.
    ///
    /// Of equal times, the smaller digest is the newer.
    package static func isNewer(_ one: (time: Date, digest: ImageDigest), than other: (time: Date, digest: ImageDigest))
        -> Bool
    {
        one.time == other.time ? one.digest < other.digest : one.time > other.time
    }
}

/// The time of an image's last pull, or its substitute.
struct PullTime: Sendable, Hashable, Comparable {
    let date: Date
    let basis: Reason.AgeBasis

    static func < (one: PullTime, other: PullTime) -> Bool { one.date < other.date }
}

/// The last pull of an image and of everything that it holds.
///
/// Some of the times may be unknown.
struct LastPull: Sendable, Hashable {
    /// The latest known time; the last pull was no earlier.
    private(set) var latestKnown: PullTime?
    /// The latest pull that a registry recorded; `nil` if there was none.
    private(set) var recorded: Date?
    private var isWhole: Bool

    init(of image: Image) {
        self.init(image.effectivePullTime, recorded: image.lastPulledAt)
    }

    init(ofReplica date: Date) {
        self.init(PullTime(date: date, basis: .pullOfReplica), recorded: date)
    }

    private init(_ time: PullTime?, recorded: Date?) {
        latestKnown = time
        self.recorded = recorded
        isWhole = time != nil
    }

    /// The last pull; `nil` if any time is unknown.
    ///
    /// A pull at an unknown time may have been later.
    var time: PullTime? { isWhole ? latestKnown : nil }

    /// Adds the last pull of an image that this image holds.
    mutating func add(_ other: LastPull) {
        if let date = other.recorded { recorded = max(recorded ?? date, date) }
        if let time = other.latestKnown, latestKnown.map({ $0 < time }) ?? true { latestKnown = time }
        isWhole = isWhole && other.isWhole
    }
}

/// The last pull of each image of an inventory.
///
/// For an index, it is the latest among its own and those of all images that it holds.
struct PullTimes: Sendable {
    private let graph: ImageGraph
    /// The last pulls, including those through indexes and replicas.
    ///
    /// It is empty if there are no indexes and replicas; each image's own time then counts.
    private var times: [LastPull] = []

    /// Finds the last pulls.
    ///
    /// - Parameter replicaPulls: the last pull of each image's replica.
    init(of graph: ImageGraph, replicaPulls: [ImageDigest: Date] = [:]) {
        self.graph = graph
        let followsIndexes = !graph.manifests.isEmpty && !graph.withoutDifferences.contains(.indexPullTimes)
        guard followsIndexes || !replicaPulls.isEmpty else { return }
        times = graph.images.map { image in
            var time = LastPull(of: image)
            if let date = replicaPulls[image.digest] { time.add(LastPull(ofReplica: date)) }
            return time
        }
        guard followsIndexes else { return }
        for position in graph.indexesFirst().reversed() {
            for member in graph.manifests[Int(position)] { times[Int(position)].add(times[member]) }
        }
    }

    subscript(position: Int) -> LastPull {
        times.isEmpty ? LastPull(of: graph.images[position]) : times[position]
    }
}

/// The time between two moments, compared with limits as policies do.
///
/// An age is over N days when it is greater than N × 86,400 seconds.
struct Age: Sendable {
    let seconds: TimeInterval

    init(since time: Date, at now: Date) {
        seconds = now.timeIntervalSince(time)
    }

    var days: Double { amount(in: .days) }

    func amount(in unit: AgeLimit.Unit) -> Double { seconds / unit.seconds }

    func isOver(_ limit: AgeLimit) -> Bool { seconds > Double(limit.number) * limit.unit.seconds }

    func isOver(days: Int) -> Bool { isOver(.days(days)) }
}
