import ImageModel

extension Rule {
    /// Whether "newest" has a meaning of its own in the rule: of a group, or by version.
    var ranks: Bool { groupBy != nil || sortBy != nil }

    /// The number of newest images that are never acted on, in words, such as `the newest 3 of each group`.
    var newestWords: String {
        let count = newestCount ?? 0
        // Unlike in the rule's sentence, the number of images is named even if it is 1.
        let images = sortBy == .semver ? newest(count) : "the newest \(count)"
        return images + (groupBy == nil ? "" : " of each group")
    }

    /// The membership of an image in a group, with its version there.
    struct Membership: Sendable, Hashable {
        /// The name of the group; empty if the rule has no groups.
        let group: String
        /// The highest version among the tags of the group, or else among all; `nil` if versions do not count.
        let version: SemanticVersion?
    }

    /// Whether an image has a group and a version, as far as the rule asks for them.
    ///
    /// Any tag may give the group, also one that does not match the list. In doubt the image is out of reach of lower
    /// rules.
    func canRank(_ tags: [ImageTag]) -> Bool {
        if sortBy == .semver, highestVersion(among: matching(tags)) == nil { return false }
        return groupBy.map { groupBy in tags.contains { groupBy.group(of: $0) != nil } } ?? true
    }

    /// The groups in which an image counts, by those of its tags that match the list.
    func memberships(of tags: [ImageTag]) -> [Membership] {
        let tags = matching(tags)
        var groups: [String: [ImageTag]] = [:]
        for tag in tags {
            guard let group = groupBy.map({ $0.group(of: tag) }) ?? "" else { continue }
            groups[group, default: []].append(tag)
        }
        guard sortBy == .semver else {
            return groups.keys.sorted().map { Membership(group: $0, version: nil) }
        }
        guard let highest = highestVersion(among: tags) else { return [] }
        return groups.sorted { $0.key < $1.key }.map { group, members in
            Membership(group: group, version: highestVersion(among: members) ?? highest)
        }
    }

    /// The highest version among tags; `nil` if none is a version.
    func highestVersion(among tags: [ImageTag]) -> SemanticVersion? { tags.compactMap(SemanticVersion.init).max() }

    /// The loss of a membership that other images rest on, as a predicate; `nil` if none is lost.
    func lostMembership(from planned: [ImageTag], to now: [ImageTag]) -> String? {
        let memberships = memberships(of: now)
        for former in self.memberships(of: planned) {
            guard let other = memberships.first(where: { $0.group == former.group }) else {
                return "has left the group \(former.group)"
            }
            if let version = former.version, other.version.map({ $0 < version }) ?? true {
                return "has a lower version"
            }
        }
        return nil
    }

    /// The groups of all tags of an image, also of those that do not match the list.
    ///
    /// The image is acted on only if each of these groups would take it.
    func groups(of tags: [ImageTag]) -> [String] {
        guard let groupBy else { return [""] }
        return Set(tags.compactMap(groupBy.group)).sorted()
    }

    /// The tags that meet some entry of the rule's list; all tags if there is no list.
    func matching(_ tags: [ImageTag]) -> [ImageTag] {
        guard case .tagged(let list) = tagStatus else { return tags }
        return tags.filter { tag in list.entries.contains { $0.matches(tag) } }
    }
}
