public import Essentials

extension XMLTree {
    /// The time in the child element of this name.
    ///
    /// It must be in ISO 8601 with a time zone.
    ///
    /// - Throws: ``XMLError`` when the element or the time is missing or malformed.
    public func time(of name: String) throws(XMLError) -> Date {
        guard let time = CredentialDocument.date(try text(of: name)) else {
            throw XMLError("the element `\(name)` is not a time such as 2026-01-31T12:00:00Z")
        }
        return time
    }
}
