import Essentials
import ImageModel
import Retention

/// Judges the members of a family by a new reading.
///
/// A change climbs: an index is no longer what was decided about when something that it holds is not, however deep
/// down, for a pull of one of its manifests is a pull of the index. It does not climb from a referrer to its subject.
/// How it descends, to what an index holds, shows when the turn comes to that.
struct FamilyChanges {
    let graph: ImageGraph
    /// The times within which ECR records this program's own pulls of indexes.
    let manifestsReadAt: [ImageDigest: ClosedRange<Date>]

    /// The outcomes that a new reading of a family means.
    ///
    /// - Parameter observation: the images as they were read again.
    /// - Returns: an outcome for each member that was gone, or is no longer as it was when it was planned.
    func outcomes(of family: Plan.Family, after observation: Recheck.Observation) -> [Int: ImageOutcome] {
        let origins = origins(in: family, after: observation)
        return family.members.reduce(into: [:]) { outcomes, member in
            if observation.gone.contains(graph.images[member].digest) {
                outcomes[member] = .goneAlready
            } else if let failure = observation.failure {
                outcomes[member] = failure
            } else if let (position, change) = origins[member] {
                let origin = position == member ? nil : graph.images[position].digest
                outcomes[member] = .skipped(change.skip(from: origin))
            }
        }
    }

    /// The part of a family that has to be seen again before something is done to some members.
    ///
    /// That is these, and what they hold, however deep down, but for members that are done already.
    ///
    /// - Returns: that part, or `nil` where none of the members is of the family.
    func rest(of family: Plan.Family, with open: Set<Int>, after outcomes: [Int: ImageOutcome]) -> Plan.Family? {
        let tops = family.members.filter(open.contains)
        guard !tops.isEmpty else { return nil }
        let all = Set(graph.withDescendants(tops))
        return Plan.Family(
            members: family.members.filter { all.contains($0) && outcomes[$0]?.isDone != true },
            keptDescendants: family.keptDescendants.filter(all.contains))
    }

    /// Of each image that changed or holds one that did, itself or through others, the nearest change.
    ///
    /// Each image is gone through once, however deep the indexes are nested.
    private func origins(
        in family: Plan.Family, after observation: Recheck.Observation
    ) -> [Int: (position: Int, change: Change)] {
        guard observation.failure == nil else { return [:] }
        var origins: [Int: (position: Int, change: Change)] = [:]
        var reached: [Int] = []
        for position in family.positions {
            guard let change = change(of: position, in: observation) else { continue }
            origins[position] = (position, change)
            reached.append(position)
        }
        guard !reached.isEmpty else { return [:] }
        let indexes = indexesByManifest(in: family)
        var done = 0
        while done < reached.count {
            for index in indexes[reached[done]] ?? [] where origins[index] == nil {
                origins[index] = origins[reached[done]]
                reached.append(index)
            }
            done += 1
        }
        return origins
    }

    /// Of each image in or below a family, the indexes there that hold it.
    ///
    /// Not all that hold it: thousands of families may share a manifest.
    private func indexesByManifest(in family: Plan.Family) -> [Int: [Int]] {
        family.positions.reduce(into: [:]) { indexes, index in
            for manifest in graph.manifests[index] { indexes[manifest, default: []].append(index) }
        }
    }

    private func change(of position: Int, in observation: Recheck.Observation) -> Change? {
        let planned = graph.images[position]
        guard !observation.gone.contains(planned.digest) else { return nil }
        guard let now = observation.present[planned.digest] else { return .unanswered }
        let change = planned.change(until: now, ownPull: manifestsReadAt[planned.digest])
        return (change ?? observation.uses[planned.digest]).map(Change.seen)
    }
}

/// Why an image is not known to be what the decision was made about.
private enum Change {
    /// It is something else.
    case seen(String)
    /// The registry was asked about it, and gave no answer.
    case unanswered

    /// Why an image is left.
    ///
    /// - Parameter origin: the image that changed, where it is one that this one holds.
    func skip(from origin: ImageDigest?) -> ImageOutcome.Skip {
        switch self {
        case .seen(let change): .changed(origin.map { "what it holds, \($0), changed: \(change)" } ?? change)
        case .unanswered:
            .unverified("the registry gave no answer about \(origin.map { "what it holds, \($0)" } ?? "it")")
        }
    }
}
