/// What is kept whatever the rules say.
///
/// Vetoes of a whole policy and of one of its sections add up.
public struct Protection: Sendable, Hashable {
    /// Patterns of tags: an image with any matching tag is kept.
    public var tagPatterns: [WildcardPattern]
    /// How many of the newest images of each repository are kept.
    public var newest: Int?
    /// An age since the push, in days: up to it an image is kept.
    public var pushedWithinDays: Int?
    /// An age since the last pull, in days: up to it an image is kept.
    public var pulledWithinDays: Int?

    /// Creates vetoes; by default none.
    public init(
        tagPatterns: [WildcardPattern] = [], newest: Int? = nil, pushedWithinDays: Int? = nil,
        pulledWithinDays: Int? = nil
    ) {
        self.tagPatterns = tagPatterns
        self.newest = newest
        self.pushedWithinDays = pushedWithinDays
        self.pulledWithinDays = pulledWithinDays
    }

    /// No veto.
    public static let none = Protection()

    /// What either of two keeps.
    public func adding(_ other: Protection) -> Protection {
        func larger(_ one: Int?, _ other: Int?) -> Int? { [one, other].compactMap(\.self).max() }
        return Protection(
            tagPatterns: tagPatterns + other.tagPatterns.filter { !tagPatterns.contains($0) },
            newest: larger(newest, other.newest),
            pushedWithinDays: larger(pushedWithinDays, other.pushedWithinDays),
            pulledWithinDays: larger(pulledWithinDays, other.pulledWithinDays))
    }
}
