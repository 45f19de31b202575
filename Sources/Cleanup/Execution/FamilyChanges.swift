import ImageModel
import Retention

extension Plan.Family {
    /// What became of the family between the plan and the second look at it.
    ///
    /// A change climbs: an index is no longer what was decided about when something that it holds is not, however deep
    /// down, for a pull of one of its manifests is a pull of the index. It does not climb from a referrer to its subject.
    /// How it descends, to what an index holds, shows when the turn comes to that.
    ///
    /// - Parameters:
    ///   - observation: the images as they were read again.
    ///   - manifests: the indexes that this program itself pulled.
    /// - Returns: an outcome for each member that was gone, or is no longer as it was when it was planned.
    func outcomes(
        after observation: Recheck.Observation, manifests: IndexManifests
    ) -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        var changes: [(digest: ImageDigest, change: Change)] = []
        for image in members.map(\.image) + keptDescendants where !observation.gone.contains(image.digest) {
            guard let change = observation.change(of: image, manifests: manifests) else { continue }
            changes.append((image.digest, change))
        }
        let origins = origins(of: changes, manifests: manifests)
        for member in members {
            if observation.gone.contains(member.digest) {
                outcomes[member.digest] = .goneAlready
            } else if let failure = observation.failure {
                outcomes[member.digest] = failure
            } else if let (digest, change) = origins[member.digest].map({ changes[$0] }) {
                outcomes[member.digest] = .skipped(change.skip(of: member.digest, from: digest))
            }
        }
        return outcomes
    }

    /// What has to be seen again before something is done to some members: these, and what they hold, however deep down,
    /// but for members that are done already.
    ///
    /// - Returns: that part of the family, or `nil` where none of the members is of it.
    func rest(
        with open: [Plan.Member], after outcomes: [ImageDigest: ImageOutcome], manifests: IndexManifests
    ) -> Plan.Family? {
        let digests = Set(open.map(\.digest))
        let tops = members.lazy.map(\.digest).filter(digests.contains)
        guard !tops.isEmpty else { return nil }
        var seen = Set(tops)
        descend(from: Array(tops), manifests) { _, held in seen.insert(held) }
        return Plan.Family(
            members: members.filter { seen.contains($0.digest) && outcomes[$0.digest]?.isDone != true },
            keptDescendants: keptDescendants.filter { seen.contains($0.digest) })
    }

    /// Of each image that changed or holds one that did, itself or through others, the nearest change, by its position.
    ///
    /// Each image is gone through once, however deep the indexes are nested.
    private func origins(
        of changes: [(digest: ImageDigest, change: Change)], manifests: IndexManifests
    ) -> [ImageDigest: Int] {
        guard !changes.isEmpty else { return [:] }
        var origins = Dictionary(changes.enumerated().map { ($1.digest, $0) }) { first, _ in first }
        let holders = holders(manifests)
        var reached = changes.map(\.digest)
        var done = 0
        while done < reached.count {
            for holder in holders[reached[done]] ?? [] where origins[holder] == nil {
                origins[holder] = origins[reached[done]]
                reached.append(holder)
            }
            done += 1
        }
        return origins
    }

    /// Of each image in or below the family, the indexes there that hold it.
    private func holders(_ manifests: IndexManifests) -> [ImageDigest: [ImageDigest]] {
        var holders: [ImageDigest: [ImageDigest]] = [:]
        descend(from: members.map(\.digest), manifests) { index, held in holders[held, default: []].append(index) }
        return holders
    }

    /// Visits each index in or below some images, with each image that it holds.
    private func descend(
        from tops: [ImageDigest], _ manifests: IndexManifests,
        visit: (_ index: ImageDigest, _ held: ImageDigest) -> Void
    ) {
        let held = Dictionary(members.map { ($0.digest, $0.held) }) { first, _ in first }
        var below = tops
        var seen = Set(tops)
        var done = 0
        while done < below.count {
            let index = below[done]
            // A witness may be an index, too.
            for digest in held[index] ?? manifests.byIndex[index] ?? [] {
                visit(index, digest)
                if seen.insert(digest).inserted { below.append(digest) }
            }
            done += 1
        }
    }
}

/// Why an image is not known to be what the decision was made about.
private enum Change {
    /// It is something else.
    case seen(String)
    /// The registry was asked about it, and gave no answer.
    case unanswered

    /// Why an image is left that changed, or that holds what did.
    func skip(of digest: ImageDigest, from origin: ImageDigest) -> ImageOutcome.Skip {
        switch self {
        case .seen(let change):
            .changed(digest == origin ? change : "what it holds, \(origin), changed: \(change)")
        case .unanswered:
            .unverified("the registry gave no answer about \(digest == origin ? "it" : "what it holds, \(origin)")")
        }
    }
}

extension Recheck.Observation {
    fileprivate func change(of planned: Image, manifests: IndexManifests) -> Change? {
        guard let now = present[planned.digest] else { return .unanswered }
        let change = planned.change(until: now, ownPull: manifests.readAt[planned.digest])
        return (change ?? uses[planned.digest]).map(Change.seen)
    }
}
