import ImageModel

extension Policy {
    /// The effects of a section in words, with the vetoes and limits of the whole policy.
    public func outline(of section: Section) -> [String] {
        section.ruleOutline + protection(in: section).phrases.map { "keeps \($0)" } + limits.phrases
    }
}

extension Policy.Section {
    /// The section's own effects in words.
    public var outline: [String] { ruleOutline + protection.phrases.map { "keeps \($0)" } }

    /// The repositories that the section applies to, in words.
    public var scope: String {
        let names = repositories.texts.joined(separator: ", ")
        return repositoryTag.map { "\(names) with the resource tag \($0.key)=\($0.value)" } ?? names
    }

    fileprivate var ruleOutline: [String] {
        var lines = rules.sorted { $0.priority < $1.priority }.map { "rule \($0.priority) \($0.sentence)" }
        if let days = orphanedReferrersOlderThanDays {
            lines.append("deletes referrers whose subject is gone and that were pushed over \(Rule.days(days)) ago")
        }
        if lines.isEmpty { lines.append("leaves everything alone") }
        return lines
    }
}
