/// The attributes that few images have.
///
/// They are stored apart to keep the other images small.
final class RareAttributes: Sendable, Hashable {
    let lastActivatedAt: OptionalTime
    let lastArchivedAt: OptionalTime
    let subject: ImageDigest?
    let hasUnknownSubject: Bool
    let isBuildCache: Bool

    private init(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?, hasUnknownSubject: Bool,
        isBuildCache: Bool
    ) {
        self.lastActivatedAt = lastActivatedAt
        self.lastArchivedAt = lastArchivedAt
        self.subject = subject
        self.hasUnknownSubject = hasUnknownSubject
        self.isBuildCache = isBuildCache
    }

    /// The attributes; `nil` if all are absent.
    static func of(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?, hasUnknownSubject: Bool,
        isBuildCache: Bool
    ) -> RareAttributes? {
        let none = OptionalTime(nil)
        guard
            lastActivatedAt != none || lastArchivedAt != none || subject != nil || hasUnknownSubject || isBuildCache
        else { return nil }
        return RareAttributes(
            lastActivatedAt: lastActivatedAt, lastArchivedAt: lastArchivedAt, subject: subject,
            hasUnknownSubject: hasUnknownSubject, isBuildCache: isBuildCache)
    }

    static func == (one: RareAttributes, other: RareAttributes) -> Bool {
        one === other
            || (one.lastActivatedAt, one.lastArchivedAt) == (other.lastActivatedAt, other.lastArchivedAt)
                && (one.subject, one.hasUnknownSubject, one.isBuildCache)
                    == (other.subject, other.hasUnknownSubject, other.isBuildCache)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(lastActivatedAt)
        hasher.combine(lastArchivedAt)
        hasher.combine(subject)
        hasher.combine(hasUnknownSubject)
        hasher.combine(isBuildCache)
    }
}
