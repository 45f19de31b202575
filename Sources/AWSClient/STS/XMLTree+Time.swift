public import Essentials

extension XMLTree {
    /// The time in the element of this name, which has to be one in ISO 8601 with a time zone.
    ///
    /// - Throws: ``XMLError``.
    public func time(of name: String) throws(XMLError) -> Date {
        guard let time = CredentialDocument.date(try text(of: name)) else {
            throw XMLError("the element `\(name)` is not a time such as 2026-01-31T12:00:00Z")
        }
        return time
    }
}
