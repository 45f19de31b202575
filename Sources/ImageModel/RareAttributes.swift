/// The attributes that few images have.
///
/// They are stored apart to keep the other images small.
final class RareAttributes: Sendable, Hashable {
    let lastActivatedAt: OptionalTime
    let lastArchivedAt: OptionalTime
    let subject: ImageDigest?
    let hasForeignSubject: Bool

    private init(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?, hasForeignSubject: Bool
    ) {
        self.lastActivatedAt = lastActivatedAt
        self.lastArchivedAt = lastArchivedAt
        self.subject = subject
        self.hasForeignSubject = hasForeignSubject
    }

    /// The attributes; `nil` if all are absent.
    static func of(
        lastActivatedAt: OptionalTime, lastArchivedAt: OptionalTime, subject: ImageDigest?, hasForeignSubject: Bool
    ) -> RareAttributes? {
        let none = OptionalTime(nil)
        guard lastActivatedAt != none || lastArchivedAt != none || subject != nil || hasForeignSubject else {
            return nil
        }
        return RareAttributes(
            lastActivatedAt: lastActivatedAt, lastArchivedAt: lastArchivedAt, subject: subject,
            hasForeignSubject: hasForeignSubject)
    }

    static func == (one: RareAttributes, other: RareAttributes) -> Bool {
        one === other
            || (one.lastActivatedAt, one.lastArchivedAt) == (other.lastActivatedAt, other.lastArchivedAt)
                && (one.subject, one.hasForeignSubject) == (other.subject, other.hasForeignSubject)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(lastActivatedAt)
        hasher.combine(lastArchivedAt)
        hasher.combine(subject)
        hasher.combine(hasForeignSubject)
    }
}
