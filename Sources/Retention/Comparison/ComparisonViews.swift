import ImageModel

/// The decisions about two listings, as this program decides and as ECR may decide.
struct ComparisonViews {
    /// An image's positions in the two listings.
    struct Pair: Hashable {
        let before: Int
        let after: Int
    }

    /// The decisions about both listings.
    struct Decided {
        let before: Assessment
        let after: Assessment
    }

    private let part: ExpressiblePart
    private let before: PreviewComparison.Reading
    private let after: PreviewComparison.Reading
    private let manifests: IndexManifests
    private let actions: [ImageDigest: PreviewedAction]
    /// The decisions of this program.
    let own: Decided
    /// The images that can be compared.
    let positions: [Pair]

    init(
        part: ExpressiblePart, before: PreviewComparison.Reading, after: PreviewComparison.Reading,
        manifests: IndexManifests, actions: [ImageDigest: PreviewedAction]
    ) {
        (self.part, self.before, self.after) = (part, before, after)
        (self.manifests, self.actions) = (manifests, actions)
        let own = Self.decided(part, before, after, manifests, without: [])
        self.own = own
        let later = Dictionary(after.images.enumerated().map { ($1.digest, $0) }) { first, _ in first }
        positions = before.images.indices.compactMap { position in
            guard let match = later[before.images[position].digest],
                before.images[position].isUnchanged(in: after.images[match], looksAtPulls: part.looksAtPulls),
                own.before.decisions[position].actsLike(own.after.decisions[match])
            else { return nil }
            return Pair(before: position, after: match)
        }
    }

    private static func decided(
        _ part: ExpressiblePart, _ before: PreviewComparison.Reading, _ after: PreviewComparison.Reading,
        _ manifests: IndexManifests, without differences: DeliberateDifferences
    ) -> Decided {
        func assessment(of reading: PreviewComparison.Reading) -> Assessment {
            var selection = Selection(section: part.section, protection: .none, at: reading.time)
            selection.withoutDifferences = differences
            return selection.assessment(of: reading.images, manifests: manifests)
        }
        return Decided(before: assessment(of: before), after: assessment(of: after))
    }

    /// The images about which ECR decides differently.
    var differing: [Pair] { positions.filter { !agrees($0, in: own, without: []) } }

    /// Whether ECR's action is that of some decisions.
    ///
    /// Other decisions than this program's own may change between the listings: then either may be ECR's.
    private func agrees(_ pair: Pair, in decided: Decided, without differences: DeliberateDifferences) -> Bool {
        let graph = own.before.graph
        let action = actions[before.images[pair.before].digest]
        // ECR knows what an archived index holds, and leaves that alone.
        let mayStayUnseen = differences.contains(.unreadIndexes) && graph.mayBelongToUnreadIndex(pair.before)
        let relation = PreviewedAction.Relation(
            isPart: mayStayUnseen || !graph.parents(of: pair.before).isEmpty,
            isOnlyPart: !graph.isIndependent(pair.before))
        return decided.before.decisions[pair.before].agrees(with: action, relation)
            || decided.after.decisions[pair.after].agrees(with: action, relation)
    }

    /// The explanations of differences, by the images' positions in the first listing.
    ///
    /// ECR has one behaviour. So a set of deliberate differences explains only if, without them, no image that agrees
    /// now would differ. Of such sets the one that leaves the fewest differences counts, and of these the smallest.
    func explanations(of found: [Pair]) -> [Int: DeliberateDifferences] {
        let isFound = Set(found)
        let agreeing = positions.filter { !isFound.contains($0) }
        var explained: [(set: DeliberateDifferences, images: Set<Int>)] = []
        for set in candidates {
            let decided = Self.decided(part, before, after, manifests, without: set)
            let images = found.filter { agrees($0, in: decided, without: set) }
            guard !images.isEmpty, agreeing.allSatisfy({ agrees($0, in: decided, without: set) }) else { continue }
            explained.append((set, Set(images.map(\.before))))
        }
        guard let best = explained.max(by: { $0.images.count < $1.images.count }) else { return [:] }
        var explanations: [Int: DeliberateDifferences] = [:]
        for position in best.images {
            let smaller = explained.first { $0.set.isSubset(of: best.set) && $0.images.contains(position) }
            explanations[position] = smaller?.set ?? best.set
        }
        return explanations
    }

    /// The sets of deliberate differences that may matter here, the smaller ones first.
    private var candidates: [DeliberateDifferences] {
        let relevant = DeliberateDifferences.names.map(\.difference).filter(isRelevant)
        return (1..<(1 << relevant.count)).map { bits in
            DeliberateDifferences(relevant.indices.filter { bits & 1 << $0 != 0 }.map { relevant[$0] })
        }.sorted { $0.rawValue.nonzeroBitCount < $1.rawValue.nonzeroBitCount }
    }

    private func isRelevant(_ difference: DeliberateDifferences) -> Bool {
        let graph = own.before.graph
        return switch difference {
        case .pushUnderWay: graph.images.contains { $0.mayBelongToPush(at: before.time) }
        case .orphanedReferrers: !graph.missingSubjects.isEmpty || !graph.referrersOfUnknown.isEmpty
        case .indexPullTimes: part.looksAtPulls && !graph.manifests.isEmpty
        case .indexManifests: !graph.manifests.isEmpty
        case .referrers: !graph.subjects.isEmpty
        case .unreadIndexes: !graph.unreadIndexes.isEmpty
        case .milderFates: !graph.indexes.isEmpty && Set(part.rules.map(\.action)).count > 1
        default: false
        }
    }
}

extension Image {
    /// Whether nothing that rules look at differs in a later listing.
    fileprivate func isUnchanged(in later: Image, looksAtPulls: Bool) -> Bool {
        var (one, other) = (self, later)
        if !looksAtPulls { (one.lastPulledAt, other.lastPulledAt) = (nil, nil) }
        return one == other
    }
}
