import Essentials

/// The type of a reported error: `Runtime.Name` or `Function.Name`.
///
/// Lambda accepts `(Runtime|Function)\.[A-Z][a-zA-Z]+`, and replaces everything else by `Unknown`. Only accepted types
/// can be created.
public struct FunctionErrorType: Sendable, Hashable, CustomStringConvertible {
    /// The type's text.
    public let description: String

    /// Creates a type; `nil` if Lambda would not accept the text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "Runtime" || parts[0] == "Function", Self.isName(parts[1]) else {
            return nil
        }
        description = String(text)
    }

    /// Derives `Function.` and the name of the error's Swift type.
    ///
    /// A name that Lambda would not accept becomes ``unhandled``.
    public init(of error: any Error) {
        self = Self("Function.\(type(of: error))") ?? .unhandled
    }

    private init(known text: String) { description = text }

    /// An error without a usable type name.
    public static let unhandled = Self(known: "Function.Unhandled")
    /// The response is larger than ``RuntimeAPIClient/maximumResponseSize``.
    public static let responseTooLarge = Self(known: "Function.ResponseTooLarge")
    /// A header field of the invocation is missing or invalid.
    public static let malformedInvocation = Self(known: "Runtime.MalformedInvocation")

    private static func isName(_ text: some StringProtocol) -> Bool {
        text.utf8.count >= 2 && text.utf8.first?.isASCIIUppercase == true && text.utf8.allSatisfy(\.isASCIILetter)
    }
}
