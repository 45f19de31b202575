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
    /// Pulls that a registry recorded; `nil` where there was none.
    struct Recorded: Sendable, Hashable {
        /// The latest pull of the image, or of an image that it holds.
        private(set) var certain: Date?
        /// The latest pull of an image that an unread index among these may hold.
        private var ofPossibleManifest: Date?

        init(_ date: Date?) { certain = date }

        /// The latest pull that may have been one of the image.
        var possible: Date? { [certain, ofPossibleManifest].compactMap(\.self).max() }

        fileprivate mutating func add(_ other: Recorded) {
            certain = [certain, other.certain].compactMap(\.self).max()
            ofPossibleManifest = [ofPossibleManifest, other.ofPossibleManifest].compactMap(\.self).max()
        }

        fileprivate mutating func add(ofPossibleManifest other: Recorded) {
            ofPossibleManifest = [ofPossibleManifest, other.certain].compactMap(\.self).max()
        }
    }

    /// The latest known time; the last pull was no earlier.
    private(set) var latestKnown: PullTime?
    /// All recorded pulls.
    private(set) var recorded: Recorded
    /// The recorded pulls that were no readings of indexes.
    ///
    /// A policy's evaluation reads the manifests of indexes, and ECR takes that for pulls. A workload that pulls an index
    /// pulls one of its manifests, too.
    private(set) var recordedByWorkload: Recorded
    private var isWhole: Bool

    init(of image: Image) {
        self.init(image.effectivePullTime, recorded: image.lastPulledAt, of: image)
    }

    init(ofReplica date: Date, of image: Image) {
        self.init(PullTime(date: date, basis: .pullOfReplica), recorded: date, of: image)
    }

    private init(_ time: PullTime?, recorded date: Date?, of image: Image) {
        latestKnown = time
        recorded = Recorded(date)
        recordedByWorkload = Recorded(image.mayBeIndex ? nil : date)
        isWhole = time != nil
    }

    /// The last pull; `nil` if any time is unknown.
    ///
    /// A pull at an unknown time may have been later.
    var time: PullTime? { isWhole ? latestKnown : nil }

    /// Adds the last pull of an image that this image holds.
    mutating func add(_ other: LastPull) {
        recorded.add(other.recorded)
        recordedByWorkload.add(other.recordedByWorkload)
        addTime(of: other)
    }

    /// Adds the last pull of an image that this image may hold.
    mutating func add(ofPossibleManifest other: LastPull) {
        recorded.add(ofPossibleManifest: other.recorded)
        recordedByWorkload.add(ofPossibleManifest: other.recordedByWorkload)
        var other = other
        if let time = other.latestKnown, time.basis == .pull || time.basis == .pullOfReplica {
            other.latestKnown = PullTime(date: time.date, basis: .pullOfPossibleManifest)
        }
        addTime(of: other)
    }

    private mutating func addTime(of other: LastPull) {
        if let time = other.latestKnown, latestKnown.map({ $0 < time }) ?? true { latestKnown = time }
        isWhole = isWhole && other.isWhole
    }
}

/// The last pull of each image of an inventory.
///
/// For an index, it is the latest among its own and those of all images that it holds. An index that can't be read may
/// hold any image pushed before it.
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
        let followsIndexes =
            !(graph.manifests.isEmpty && graph.unreadIndexes.isEmpty)
            && !graph.withoutDifferences.contains(.indexPullTimes)
        guard followsIndexes || !replicaPulls.isEmpty else { return }
        times = graph.images.map { image in
            var time = LastPull(of: image)
            if let date = replicaPulls[image.digest] { time.add(LastPull(ofReplica: date, of: image)) }
            return time
        }
        guard followsIndexes else { return }
        addPossibleManifests()
        for position in graph.indexesFirst().reversed() {
            for member in graph.manifests[Int(position)] { times[Int(position)].add(times[member]) }
        }
    }

    /// Adds to each unread index the pulls of the images that it may hold.
    private mutating func addPossibleManifests() {
        guard !graph.unreadIndexes.isEmpty else { return }
        let candidates = graph.images.indices.filter(graph.isLikelyManifest)
            .sorted { graph.pushTimeOrPast($0) < graph.pushTimeOrPast($1) }
        let own = times
        var left = candidates[...]
        var pulls: LastPull?
        for index in graph.unreadIndexes.reversed() {
            while let first = left.first, graph.pushTimeOrPast(first) <= graph.pushTimeOrFuture(index) {
                pulls?.add(own[first])
                pulls = pulls ?? own[first]
                left.removeFirst()
            }
            if let pulls { times[index].add(ofPossibleManifest: pulls) }
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
