import Essentials
import ImageModel
import Retention

/// Compares the images of a family with a new reading.
///
/// A change climbs from an image to the indexes that hold it, at any depth. The reason is that a pull of a manifest is
/// a pull of its index. A change does not climb from a referrer to its subject. It descends to the images that an index
/// holds later, when these are due.
struct FamilyChanges {
    let graph: ImageGraph
    /// The times within which ECR records this program's own pulls of indexes.
    let manifestsReadAt: [ImageDigest: ClosedRange<Date>]

    /// The outcomes that follow from a new reading of a family.
    ///
    /// - Parameter observation: the new reading.
    /// - Returns: an outcome for each member that was deleted, has changed since the plan, or could not be read.
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

    /// The part of a family to read before acting on members.
    ///
    /// It has these members and all images that they hold, at any depth. Members that are already deleted or archived
    /// are left out.
    ///
    /// - Returns: the part; `nil` if none of the members belongs to the family.
    func rest(of family: Plan.Family, with open: Set<Int>, after outcomes: [Int: ImageOutcome]) -> Plan.Family? {
        let tops = family.members.filter(open.contains)
        guard !tops.isEmpty else { return nil }
        let all = Set(graph.withDescendants(tops))
        return Plan.Family(
            members: family.members.filter { all.contains($0) && outcomes[$0]?.isDone != true },
            keptDescendants: family.keptDescendants.filter(all.contains))
    }

    /// The nearest change in or below each image of a family.
    ///
    /// Images without a change have no entry. Each image is visited once, however deep the indexes are nested.
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

    /// The indexes in or below a family that hold each image.
    ///
    /// Indexes of other families are left out: thousands of families may share a manifest.
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

/// The reason why a decision about an image may not hold.
private enum Change {
    /// The image has changed.
    case seen(String)
    /// The registry gave no answer about the image.
    case unanswered

    /// The reason for skipping an image.
    ///
    /// - Parameter origin: the changed image that this image holds; `nil` if this image itself changed.
    func skip(from origin: ImageDigest?) -> ImageOutcome.Skip {
        switch self {
        case .seen(let change): .changed(origin.map { "what it holds, \($0), changed: \(change)" } ?? change)
        case .unanswered:
            .unverified("the registry gave no answer about \(origin.map { "what it holds, \($0)" } ?? "it")")
        }
    }
}
