/// What few images have, kept beside those that have it, so that the others take no room for it.
final class SeldomFacts: Sendable, Hashable {
    let lastActivatedAt: OptionalTime
    let lastArchivedAt: OptionalTime
    let subject: ImageDigest?

    private init(lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?) {
        self.lastActivatedAt = lastActivatedAt
        self.lastArchivedAt = lastArchivedAt
        self.subject = subject
    }

    /// The facts, or `nil` where there are none.
    static func of(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?
    ) -> SeldomFacts? {
        let none = OptionalTime(nil)
        guard lastActivatedAt != none || lastArchivedAt != none || subject != nil else { return nil }
        return SeldomFacts(lastActivatedAt: lastActivatedAt, lastArchivedAt: lastArchivedAt, subject: subject)
    }

    static func == (one: SeldomFacts, other: SeldomFacts) -> Bool {
        one === other
            || (one.lastActivatedAt, one.lastArchivedAt) == (other.lastActivatedAt, other.lastArchivedAt)
                && one.subject == other.subject
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(lastActivatedAt)
        hasher.combine(lastArchivedAt)
        hasher.combine(subject)
    }
}
