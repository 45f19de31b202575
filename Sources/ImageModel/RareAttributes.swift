/// The attributes that few images have.
///
/// They are stored apart to keep the other images small.
final class RareAttributes: Sendable, Hashable {
    let lastActivatedAt: OptionalTime
    let lastArchivedAt: OptionalTime
    let subject: ImageDigest?
    let hasForeignSubject: Bool
    let isBuildCache: Bool

    private init(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?, hasForeignSubject: Bool,
        isBuildCache: Bool
    ) {
        self.lastActivatedAt = lastActivatedAt
        self.lastArchivedAt = lastArchivedAt
        self.subject = subject
        self.hasForeignSubject = hasForeignSubject
        self.isBuildCache = isBuildCache
    }

    /// The attributes; `nil` if all are absent.
    static func of(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?, hasForeignSubject: Bool,
        isBuildCache: Bool
    ) -> RareAttributes? {
        let none = OptionalTime(nil)
        guard
            lastActivatedAt != none || lastArchivedAt != none || subject != nil || hasForeignSubject || isBuildCache
        else { return nil }
        return RareAttributes(
            lastActivatedAt: lastActivatedAt, lastArchivedAt: lastArchivedAt, subject: subject,
            hasForeignSubject: hasForeignSubject, isBuildCache: isBuildCache)
    }

    static func == (one: RareAttributes, other: RareAttributes) -> Bool {
        one === other
            || (one.lastActivatedAt, one.lastArchivedAt) == (other.lastActivatedAt, other.lastArchivedAt)
                && (one.subject, one.hasForeignSubject, one.isBuildCache)
                    == (other.subject, other.hasForeignSubject, other.isBuildCache)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(lastActivatedAt)
        hasher.combine(lastArchivedAt)
        hasher.combine(subject)
        hasher.combine(hasForeignSubject)
        hasher.combine(isBuildCache)
    }
}
