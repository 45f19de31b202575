/// The type of an error as Lambda reports it to the caller and in its metrics: `Runtime.Name` or `Function.Name`.
///
/// Lambda takes what matches `(Runtime|Function)\.[A-Z][a-zA-Z]+` and rewrites everything else to `Unknown`, so
/// nothing else can be made.
public struct FunctionErrorType: Sendable, Hashable, CustomStringConvertible {
    /// The type's text.
    public let description: String

    /// Creates a type, or returns `nil` when Lambda wouldn't take the text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "Runtime" || parts[0] == "Function", Self.isName(parts[1]) else {
            return nil
        }
        description = String(text)
    }

    /// The type of an error that doesn't name one: `Function.` and the name of its Swift type, or ``unhandled``
    /// where that name holds anything but letters or begins with a small one.
    public init(of error: any Error) {
        self = Self("Function.\(type(of: error))") ?? .unhandled
    }

    private init(known text: String) { description = text }

    /// An error that tells nothing else of its type.
    public static let unhandled = Self(known: "Function.Unhandled")
    /// The response is larger than ``RuntimeAPIClient/maximumResponseSize``.
    public static let responseTooLarge = Self(known: "Function.ResponseTooLarge")
    /// A header field of the invocation is missing or makes no sense.
    public static let malformedInvocation = Self(known: "Runtime.MalformedInvocation")

    private static func isName(_ text: some StringProtocol) -> Bool {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard text.utf8.count >= 2, let first = text.utf8.first, capitals.contains(first) else { return false }
        return text.utf8.allSatisfy { capitals.contains($0) || letters.contains($0) }
    }
}
