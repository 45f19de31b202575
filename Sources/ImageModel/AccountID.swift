import Essentials

extension StringProtocol {
    /// Whether the text has the form of an AWS account's id, which is 12 digits.
    public var isAccountID: Bool { utf8.count == 12 && utf8.allSatisfy(\.isASCIIDigit) }
}
