package import Essentials
package import ImageModel

/// Which images vetoes keep: those that they name, and those that protection travels to from there.
package struct ProtectionEvaluation: Sendable {
    /// Why an image is kept.
    struct Cause: Sendable, Hashable {
        /// The veto.
        let veto: Veto
        /// How its protection gets to the image.
        let path: Veto.Path
    }

    /// What vetoes depend on beyond the images themselves.
    package struct Facts: Sendable, Hashable {
        /// Which of the images are in use.
        package var used = UsedImages.none
        /// Later pulls than this, by AWS's clock, may be those of workloads that are not known yet.
        package var knowsPullsUntil: Date?
        /// When replicas of the images were last pulled, where deletions are replicated.
        package var replicaPulls: [ImageDigest: Date] = [:]
        /// The resource tag of the repository that protects all of them.
        package var repositoryTag: ResourceTag?

        /// No facts.
        package init() {}

        /// Whether any of the images may be protected by these facts.
        package func mayProtect(_ images: [Image]) -> Bool {
            used != .none || repositoryTag != nil || !replicaPulls.isEmpty
                || images.contains { recentPull(of: $0) != nil }
        }

        /// The veto of an image that was pulled too late for the reading of usage.
        fileprivate func recentPull(of image: Image) -> Veto? {
            guard let knowsPullsUntil else { return nil }
            let isRecent = { (pull: Date?) in pull.map { $0 > knowsPullsUntil } ?? false }
            return isRecent(image.lastPulledAt) || isRecent(replicaPulls[image.digest]) ? .recentPull : nil
        }
    }

    /// Of each image, why it is kept; `nil` where no veto reaches it, or the image stays anyway and nothing belongs to it.
    private(set) var causes: [Cause?]
    /// The images that the veto `newest` names.
    private(set) var newestKept: [NewestKept] = []

    /// Finds what is protected.
    ///
    /// Protection climbs from the images that a veto names to the indexes that hold them, and from all of these it
    /// descends to what they hold and to their referrers. What it reaches on its way down does not climb: so an index
    /// that merely shares a manifest is not kept.
    ///
    /// - Parameters:
    ///   - facts: what is known beyond the images.
    ///   - pullTimes: the last pull of each image.
    ///   - decisions: what would happen to each image without vetoes.
    init(
        of graph: ImageGraph, by protection: Protection, facts: Facts, pullTimes: PullTimes, at now: Date,
        decisions: [Decision]
    ) {
        causes = []
        guard protection != .none, decisions.contains(where: \.isSelected) else { return }
        causes = Array(repeating: nil, count: graph.images.count)

        var newest: Set<Int> = []
        if let count = protection.newest {
            let positions = Self.newest(count, of: graph, at: now)
            newestKept = [NewestKept(keeper: .veto(count: count), positions: positions)]
            newest = Set(positions.map(Int.init))
        }
        let looksAtPulls = protection.pulledWithinDays != nil
        let spreads = graph.hasLinks || !graph.unreadIndexes.isEmpty
        for position in graph.images.indices where decisions[position].isSelected || spreads {
            let image = graph.images[position]
            let veto =
                facts.repositoryTag.map { .repositoryTag(key: $0.key, value: $0.value) }
                ?? facts.used.veto(of: image)
                ?? facts.recentPull(of: image)
                ?? Self.veto(
                    of: image, pull: looksAtPulls ? pullTimes[position].latestKnown : nil,
                    isNewest: newest.contains(position),
                    by: protection, at: now)
            causes[position] = veto.map { Cause(veto: $0, path: .named) }
        }
        keepPossibleHolders(in: graph)
        guard graph.hasLinks else { return }
        spread { position, _ in
            graph.indexes[position].map { ($0, .holds(graph.images[position].digest)) }
        }
        spread { position, path in
            let digest = graph.images[position].digest
            return (Array(graph.manifests[position]) + Array(graph.referrers[position])).map {
                ($0, path == .named ? .belongs(to: digest) : .belongsIndirectly(to: digest))
            }
        }
    }

    /// Keeps the indexes that may hold an image which a veto names, as far as their manifests are not known.
    ///
    /// A tag, or a kind of images, does not count: an archived index would stay for each older release that is kept.
    private mutating func keepPossibleHolders(in graph: ImageGraph) {
        guard !graph.unreadIndexes.isEmpty else { return }
        let named = causes.indices.filter { position in
            guard let veto = causes[position]?.veto else { return false }
            return veto.isOfSingleImage || !graph.images[position].isTagged
        }
        // The earliest will do, but not for itself; an unknown time may be earlier than any.
        let earliest = named.sorted { graph.pushTimeOrPast($0) < graph.pushTimeOrPast($1) }.prefix(2)
        for index in graph.unreadIndexes where causes[index] == nil {
            guard let image = earliest.first(where: { graph.mayHold(index, $0) }), let cause = causes[image]
            else { continue }
            causes[index] = Cause(veto: cause.veto, path: .mayHold(graph.images[image].digest))
        }
    }

    /// Takes protection from each protected image to the next ones, breadth first, and on from there.
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

    /// The newest of the images that can be pulled and that are nobody's manifests or referrers.
    private static func newest(_ count: Int, of graph: ImageGraph, at now: Date) -> [Int32] {
        let candidates = graph.images.indices.filter {
            guard !graph.images[$0].mayBelongToPush(at: now) else { return false }
            return graph.images[$0].status == .active && graph.images[$0].effectivePushTime != nil
                && (graph.indexes.isEmpty || graph.indexes[$0].isEmpty) && graph.isIndependent($0)
                && !graph.isOrphan($0)
        }
        return Array(graph.newestFirst(candidates).prefix(count))
    }

    /// The veto that names an image itself.
    private static func veto(
        of image: Image, pull: PullTime?, isNewest: Bool, by protection: Protection, at now: Date
    ) -> Veto? {
        for tag in image.tags {
            if let pattern = protection.tagPatterns.first(where: { $0.matches(tag.description) }) {
                return .tag(tag, pattern: pattern.text)
            }
        }
        if isNewest, let count = protection.newest { return .newest(count: count) }
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
