import ImageModel

extension Plan.Family {
    /// What became of the family between the plan and the second look at it.
    ///
    /// A change climbs: an index is no longer what was decided about when something that it holds is not, however deep
    /// down, for a pull of one of its manifests is a pull of the index. It does not climb from a referrer to its subject.
    /// How it descends, to what an index holds, shows when the turn comes to that.
    ///
    /// - Parameters:
    ///   - finding: what the second look saw.
    ///   - manifests: the indexes that this program itself pulled.
    /// - Returns: an outcome for each member that was gone, or is no longer as it was when it was planned.
    func outcomes(
        after finding: SecondLook.Finding, manifests: IndexManifests
    ) -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        var changes: [ImageDigest: String] = [:]
        for image in members.map(\.image) + witnesses where !finding.gone.contains(image.digest) {
            changes[image.digest] = finding.change(of: image, manifests: manifests)
        }
        let held = Dictionary(members.map { ($0.digest, $0.held) }) { first, _ in first }
        // A witness may be an index, too.
        func changed(below index: ImageDigest) -> (digest: ImageDigest, change: String)? {
            var below = [index]
            var seen = Set(below)
            var done = 0
            while done < below.count {
                for digest in held[below[done]] ?? manifests.held[below[done]] ?? []
                where seen.insert(digest).inserted {
                    if let change = changes[digest] { return (digest, change) }
                    below.append(digest)
                }
                done += 1
            }
            return nil
        }
        for member in members {
            if finding.gone.contains(member.digest) {
                outcomes[member.digest] = .goneAlready
            } else if let failure = finding.failure {
                outcomes[member.digest] = failure
            } else if let change = changes[member.digest] {
                outcomes[member.digest] = .skipped(.changed(change))
            } else if let (digest, change) = changed(below: member.digest) {
                outcomes[member.digest] = .skipped(.changed("what it holds, \(digest), changed: \(change)"))
            }
        }
        return outcomes
    }
}

extension SecondLook.Finding {
    fileprivate func change(of planned: Image, manifests: IndexManifests) -> String? {
        guard let now = present[planned.digest] else { return "the registry gave no answer about it" }
        let wasRead = manifests.held[planned.digest] != nil
        return planned.change(until: now, manifestReadAt: wasRead ? manifests.readAt : nil) ?? uses[planned.digest]
    }
}
