package import Retention

extension Rule {
    /// A rule with priority 1 for all images.
    package static func test(_ count: Count, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
        test(1, .any, count, change)
    }

    /// A rule of the standard class that expires what is over its count, unless told otherwise.
    package static func test(
        _ priority: Int, _ tagStatus: TagStatus, _ count: Count, _ change: (inout Rule) -> Void = { _ in }
    ) -> Rule {
        var rule = Rule(priority: priority, tagStatus: tagStatus, count: count, action: .expire)
        change(&rule)
        return rule
    }
}

extension Rule.TagStatus {
    /// Tags that satisfy every one of the patterns.
    package static func patterns(_ patterns: String..., match: TagList.Match = .all) -> Self {
        .tagged(TagList(patterns.map { .pattern(WildcardPattern($0)) }, match: match))
    }

    /// Tags that satisfy every one of the prefixes.
    package static func prefixes(_ prefixes: String...) -> Self { .tagged(TagList(prefixes.map { .prefix($0) })) }
}
