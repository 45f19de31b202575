package import Essentials
package import ImageModel

extension Image {
    /// A day of a policy, in seconds.
    static let secondsPerDay: TimeInterval = 86_400

    /// The time that its age counts from: its push, or its last return from the archive.
    package var effectivePushTime: Date? { lastActivatedAt ?? pushedAt }

    /// The time of its own last pull, or what stands in for it: its last return from the archive if it was not pulled
    /// since, and its push if it was never pulled at all.
    var effectivePullTime: PullTime? {
        let activation = lastActivatedAt.map { PullTime(date: $0, basis: .returnInsteadOfPull) }
        if let pull = lastPulledAt.map({ PullTime(date: $0, basis: .pull) }) {
            return activation.map { pull < $0 ? $0 : pull } ?? pull
        }
        return activation ?? pushedAt.map { PullTime(date: $0, basis: .pushInsteadOfPull) }
    }

    /// Whether one is newer than another; of equal times the smaller digest is the newer.
    package static func isNewer(_ one: (time: Date, digest: ImageDigest), than other: (time: Date, digest: ImageDigest))
        -> Bool
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
        if let time = other.latestKnown, latestKnown.map({ $0 < time }) ?? true { latestKnown = time }
        isWhole = isWhole && other.isWhole
    }
}

/// The last pull of each image of an inventory, where that of an index is the latest of its own and of all that it holds.
struct PullTimes: Sendable {
    private let graph: ImageGraph
    /// What was found by way of indexes and replicas; empty where there are none, and each image speaks for itself.
    private var times: [LastPull] = []

    /// Finds the last pulls.
    ///
    /// - Parameter replicaPulls: the last pull of each image from a replica.
    init(of graph: ImageGraph, replicaPulls: [ImageDigest: Date] = [:]) {
        self.graph = graph
        guard !graph.manifests.isEmpty || !replicaPulls.isEmpty else { return }
        times = graph.images.map { image in
            var time = LastPull(image.effectivePullTime)
            if let date = replicaPulls[image.digest] {
                time.add(LastPull(PullTime(date: date, basis: .pullOfReplica)))
            }
            return time
        }
        guard !graph.manifests.isEmpty else { return }
        for position in graph.indexesFirst().reversed() {
            for member in graph.manifests[Int(position)] { times[Int(position)].add(times[member]) }
        }
    }

    subscript(position: Int) -> LastPull {
        times.isEmpty ? LastPull(graph.images[position].effectivePullTime) : times[position]
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
