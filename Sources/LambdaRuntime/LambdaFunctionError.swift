import Essentials
import Formats

/// The failure of an invocation or of the initialization, as Lambda reports it.
public struct LambdaFunctionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The type shown to the caller and in Lambda's metrics.
    public var type: FunctionErrorType
    /// A sentence for a person.
    ///
    /// The message reaches the caller and the log, so it must not contain secrets.
    public var message: String

    /// Creates an error.
    public init(type: FunctionErrorType, message: String) {
        self.type = type
        self.message = message
    }

    /// Converts any error: its description, with the type from ``FunctionErrorType/init(of:)``.
    ///
    /// A ``LambdaFunctionError`` stays as it is.
    public init(_ error: any Error) {
        if let error = error as? LambdaFunctionError {
            self = error
        } else {
            self.init(type: FunctionErrorType(of: error), message: String(describing: error))
        }
    }

    /// The type and the message.
    public var description: String { "\(type): \(message)" }
}

extension LambdaFunctionError {
    /// The most bytes of a message, so that an error report never exceeds the size limit.
    static let maximumMessageSize = 64 << 10

    /// The body for the Runtime API's error endpoints.
    var body: Data {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errorMessage", shortenedMessage)
            writer.member("errorType", type.description)
            // Swift errors have no stack trace, but Lambda's format requires the member.
            writer.key("stackTrace")
            writer.array { _ in }
        }
        return Data(writer.bytes)
    }

    private var shortenedMessage: String {
        guard message.utf8.count > Self.maximumMessageSize else { return message }
        let end = message.utf8.index(message.startIndex, offsetBy: Self.maximumMessageSize)
        // The scalars' view rounds an index inside a character down, so no character is split.
        return String(message.unicodeScalars[..<end]) + "…"
    }
}
