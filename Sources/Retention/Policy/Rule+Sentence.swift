extension Rule {
    /// The rule's effect, as the predicate of a sentence.
    ///
    /// An example is `deletes images with a tag like "pr-*" that were pushed over 14 days ago`.
    public var sentence: String {
        if let leaving { return leaving }
        let verb = action == .expire ? "deletes" : "archives"
        let spared = keepNewest.map { ", but never \(newest($0))\(groups ?? " of them")" } ?? ""
        let pulled = notPulledForDays.map { ", if they were not pulled for \(Self.days($0))" } ?? ""
        // A condition that begins with a comma ends the exclusion itself.
        let end = exclusion.isEmpty || condition.hasPrefix(",") ? "" : ","
        return "\(verb) \(subject)\(exclusion)\(end)\(condition)\(otherTags)\(pulled)\(spared)"
    }

    /// The newest images, or the highest versions, in words, such as `the newest 3`.
    func newest(_ count: Int) -> String {
        guard sortBy == .semver else { return "the newest\(count == 1 ? "" : " \(count)")" }
        return count == 1 ? "the highest version" : "the highest \(count) versions"
    }

    private var groups: String? { groupBy.map { " of each group \"\($0.text)\"" } }

    private var otherTags: String {
        guard allTagsMatch else { return "" }
        return asksForSeveralEntries ? ", if each of their tags matches all of these" : ", if they have no other tags"
    }

    /// Whether one tag has to match several entries of the list to meet it.
    private var asksForSeveralEntries: Bool {
        guard case .tagged(let list) = tagStatus else { return false }
        return list.match == .all && list.entries.count > 1
    }

    private var exclusion: String {
        guard !excludedTags.isEmpty else { return "" }
        return ", and without one like " + excludedTags.map { "\"\($0.text)\"" }.joined(separator: " or ")
    }

    /// The sentence of a rule that counts only signatures and other referrers.
    ///
    /// Rules that count never see referrers.
    private var leaving: String? {
        guard countsReferrersAlone, case .imageCountMoreThan(let count) = count else { return nil }
        let newest = max(count, keepNewest ?? 0)
        let pulled = notPulledForDays.map { ", and those pulled within \(Self.days($0))" } ?? ""
        let others = asksForSeveralEntries ? "a tag that does not match all" : "other tags"
        let spared = allTagsMatch ? ", and those with \(others)" : ""
        let comma = exclusion.isEmpty ? "" : ","
        return "leaves signatures and other referrers alone; of any other \(subject)\(exclusion)\(comma) "
            + "\(self.newest(newest))\(groups ?? "") stay\(spared)\(pulled)"
    }

    private var subject: String {
        switch tagStatus {
        case .any: return excludedTags.isEmpty ? "images" : "images with any tags"
        case .untagged: return "untagged images"
        case .tagged(let list):
            let conjunction = list.match == .all ? " and " : " or "
            return "images with a tag " + list.entries.map(\.words).joined(separator: "\(conjunction)one ")
        }
    }

    private var condition: String {
        switch count {
        case .imageCountMoreThan(let count): ", all but \(newest(count))\(groups ?? "")"
        case .sinceImagePushed(let limit): " that were pushed over \(limit.words) ago"
        case .sinceImagePulled(let days): " that were last pulled, or else pushed, over \(Self.days(days)) ago"
        case .sinceImageTransitioned(let limit): " that were archived over \(limit.words) ago"
        }
    }

    static func days(_ count: Int) -> String { AgeLimit.days(count).words }
}

extension TagList.Entry {
    fileprivate var words: String {
        switch self {
        case .prefix(let prefix): "that begins with \"\(prefix)\""
        case .pattern(let pattern): "like \"\(pattern.text)\""
        }
    }
}
