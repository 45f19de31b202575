package import Essentials
package import ImageModel

/// The images that vetoes keep, directly or through relations.
package struct ProtectionEvaluation: Sendable {
    /// The cause of an image's protection.
    struct Cause: Sendable, Hashable {
        /// The veto.
        let veto: Veto
        /// The way from the veto to the image.
        let path: Veto.Path
    }

    /// The facts besides the images that vetoes depend on.
    package struct Facts: Sendable, Hashable {
        /// The images that are in use.
        package var used = UsedImages.none
        /// The time, by AWS's clock, until which workloads' pulls are known.
        ///
        /// A later pull may be that of an unknown workload.
        package var knowsPullsUntil: Date?
        /// The last pulls of the images' replicas, if deletions are replicated.
        package var replicaPulls: [ImageDigest: Date] = [:]
        /// The images whose copies in replicas differ from them, with a predicate.
        package var replicaDifferences: [ImageDigest: String] = [:]
        /// The resource tag of the repository that protects all images.
        package var repositoryTag: ResourceTag?

        /// No facts.
        package init() {}

        /// Whether these facts may protect any of the images.
        package func mayProtect(_ images: [Image]) -> Bool {
            used != .none || repositoryTag != nil || !replicaPulls.isEmpty || !replicaDifferences.isEmpty
                || images.contains { recentPull(of: $0) != nil }
        }

        /// The veto for an image pulled too late for the usage reading.
        fileprivate func recentPull(of image: Image) -> Veto? {
            guard let knowsPullsUntil else { return nil }
            let isRecent = { (pull: Date?) in pull.map { $0 > knowsPullsUntil } ?? false }
            return isRecent(image.lastPulledAt) || isRecent(replicaPulls[image.digest]) ? .recentPull : nil
        }
    }

    /// The cause of each image's protection.
    ///
    /// It is `nil` if no veto reaches the image, or if the image stays anyway and no image belongs to it.
    private(set) var causes: [Cause?]
    /// The images that the vetoes `newest` and `newestPulled` keep.
    private(set) var newestKept: [NewestKept] = []

    /// Finds the protected images.
    ///
    /// Protection climbs from the images that a veto names to the indexes that hold them. From all of these it descends
    /// to the images that they hold and to their referrers. Images reached on the way down pass nothing up: an index
    /// that merely shares a manifest is not kept.
    ///
    /// - Parameters:
    ///   - facts: the facts besides the images.
    ///   - pullTimes: the last pull of each image.
    ///   - decisions: the decision about each image without vetoes.
    ///   - knowsPulls: whether all pull times are known. Otherwise `newestPulled` keeps nothing: a place that one image
    ///     takes may be that of another.
    init(
        of graph: ImageGraph, by protection: Protection, facts: Facts, pullTimes: PullTimes, at now: Date,
        decisions: [Decision], knowsPulls: Bool
    ) {
        causes = []
        guard protection != .none, decisions.contains(where: \.isSelected) else { return }
        causes = Array(repeating: nil, count: graph.images.count)

        let newest = keepNewest(of: graph, by: protection, at: now)
        let newestPulled = knowsPulls ? keepNewestPulled(of: graph, by: protection, pullTimes, at: now) : []
        let looksAtPulls = protection.pulledWithinDays != nil
        let spreads = graph.hasLinks || !graph.unreadIndexes.isEmpty
        for position in graph.images.indices where decisions[position].isSelected || spreads {
            let image = graph.images[position]
            let veto =
                facts.repositoryTag.map { .repositoryTag(key: $0.key, value: $0.value) }
                ?? facts.used.veto(of: image)
                ?? facts.recentPull(of: image)
                ?? facts.replicaDifferences[image.digest].map(Veto.replica)
                ?? Self.veto(
                    of: image, pull: looksAtPulls ? pullTimes[position].latestKnown : nil,
                    isNewest: newest.contains(position), isNewestPulled: newestPulled.contains(position),
                    by: protection, at: now)
            causes[position] = veto.map { Cause(veto: $0, path: .named) }
        }
        keepPossibleHolders(in: graph)
        guard graph.hasLinks else { return }
        spread { position, path in
            let digest = graph.images[position].digest
            return graph.indexes[position].map { ($0, path == .named ? .holds(digest) : .holdsIndirectly(digest)) }
        }
        spread { position, path in
            let digest = graph.images[position].digest
            return (Array(graph.manifests[position]) + Array(graph.referrers[position])).map {
                ($0, path == .named ? .belongs(to: digest) : .belongsIndirectly(to: digest))
            }
        }
    }

    /// Finds the images that the veto `newest` keeps.
    private mutating func keepNewest(of graph: ImageGraph, by protection: Protection, at now: Date) -> Set<Int> {
        guard let count = protection.newest else { return [] }
        let positions = Self.newest(count, of: graph, at: now)
        newestKept = [NewestKept(keeper: .veto(count: count), positions: positions)]
        return Set(positions.map(Int.init))
    }

    /// Finds the images that the veto `newestPulled` keeps.
    ///
    /// Images that can be pulled and stand alone take the places. An image that was never pulled takes none. Any image
    /// is kept that was, or may have been, pulled as late as the last of them.
    ///
    /// The places are given twice: by all recorded pulls, and by those that were no readings of indexes. Otherwise
    /// indexes that were only read would displace what workloads pull.
    private mutating func keepNewestPulled(
        of graph: ImageGraph, by protection: Protection, _ pullTimes: PullTimes, at now: Date
    ) -> Set<Int> {
        guard let count = protection.newestPulled else { return [] }
        let standing = graph.images.indices.filter { Self.standsAlone($0, in: graph, at: now) }
        func limit(of pulls: KeyPath<LastPull, LastPull.Recorded>) -> Date {
            let dates = standing.compactMap { pullTimes[$0][keyPath: pulls].certain }.sorted(by: >)
            return dates.count < count ? .distantPast : dates[count - 1]
        }
        let (last, lastByWorkload) = (limit(of: \.recorded), limit(of: \.recordedByWorkload))
        func isKept(_ position: Int) -> Bool {
            let pull = pullTimes[position]
            return pull.recorded.possible.map { $0 >= last } ?? false
                || pull.recordedByWorkload.possible.map { $0 >= lastByWorkload } ?? false
        }
        newestKept.append(
            NewestKept(keeper: .pullVeto(count: count), positions: standing.filter(isKept).map(Int32.init)))
        return Set(graph.images.indices.filter(isKept))
    }

    /// Keeps indexes with unknown manifests that may hold a named image.
    ///
    /// For tagged indexes, vetoes by tag or by kind don't count here. Otherwise an archived index would stay for each
    /// older release that is kept.
    private mutating func keepPossibleHolders(in graph: ImageGraph) {
        guard !graph.unreadIndexes.isEmpty else { return }
        let named = causes.indices.filter { position in
            guard let veto = causes[position]?.veto else { return false }
            return veto.isOfSingleImage || graph.isLikelyManifest(position)
        }
        // The earliest image suffices, except for itself. An unknown time may be earlier than any other.
        let earliest = named.sorted { graph.pushTimeOrPast($0) < graph.pushTimeOrPast($1) }.prefix(2)
        for index in graph.unreadIndexes where causes[index] == nil {
            guard let image = earliest.first(where: { graph.mayHold(index, $0) }), let cause = causes[image]
            else { continue }
            causes[index] = Cause(veto: cause.veto, path: .mayHold(graph.images[image].digest))
        }
    }

    /// Spreads protection from each protected image, breadth first.
    private mutating func spread(to next: (Int, Veto.Path) -> [(Int, Veto.Path)]) {
        var reached = causes.indices.filter { causes[$0] != nil }
        var done = 0
        while done < reached.count {
            let position = reached[done]
            done += 1
            guard let cause = causes[position] else { continue }
            for (other, path) in next(position, cause.path) where causes[other] == nil {
                causes[other] = Cause(veto: cause.veto, path: path)
                reached.append(other)
            }
        }
    }

    /// The newest images that can be pulled and stand alone.
    ///
    /// Manifests of indexes and referrers are left out.
    private static func newest(_ count: Int, of graph: ImageGraph, at now: Date) -> [Int32] {
        let candidates = graph.images.indices.filter {
            graph.images[$0].effectivePushTime != nil && standsAlone($0, in: graph, at: now)
        }
        return Array(graph.newestFirst(candidates).prefix(count))
    }

    /// Whether an image can be pulled and belongs to no other.
    private static func standsAlone(_ position: Int, in graph: ImageGraph, at now: Date) -> Bool {
        guard !graph.images[position].mayBelongToPush(at: now) else { return false }
        return graph.images[position].status == .active
            && (graph.indexes.isEmpty || graph.indexes[position].isEmpty) && graph.isIndependent(position)
            && !graph.isOrphan(position)
    }

    /// The veto that names an image itself.
    private static func veto(
        of image: Image, pull: PullTime?, isNewest: Bool, isNewestPulled: Bool, by protection: Protection, at now: Date
    ) -> Veto? {
        for tag in image.tags {
            if let pattern = protection.tagPatterns.first(where: { $0.matches(tag.description) }) {
                return .tag(tag, pattern: pattern.text)
            }
        }
        if isNewest, let count = protection.newest { return .newest(count: count) }
        if isNewestPulled, let count = protection.newestPulled { return .newestPulled(count: count) }
        if let days = protection.pushedWithinDays, let time = image.effectivePushTime {
            let age = Age(since: time, at: now)
            if !age.isOver(days: days) { return .pushedWithin(days: days, age: age.days) }
        }
        if let days = protection.pulledWithinDays, let pull {
            let age = Age(since: pull.date, at: now)
            if !age.isOver(days: days) { return .pulledWithin(days: days, age: age.days, since: pull.basis) }
        }
        return nil
    }
}
