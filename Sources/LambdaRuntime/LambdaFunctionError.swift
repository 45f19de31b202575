import Essentials
import Formats

/// The failure of one invocation, or of the function's initialization, as Lambda reports it.
public struct LambdaFunctionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The type that the caller and Lambda's metrics see.
    public var type: FunctionErrorType
    /// A sentence for a person.
    ///
    /// It reaches the caller and the log: no secret may be in it.
    public var message: String

    /// Creates an error.
    public init(type: FunctionErrorType, message: String) {
        self.type = type
        self.message = message
    }

    /// Creates the report of any error: itself if it is one already, else its description, with the type that
    /// ``FunctionErrorType/init(of:)`` makes of its Swift type.
    public init(_ error: any Error) {
        if let error = error as? LambdaFunctionError {
            self = error
        } else {
            self.init(type: FunctionErrorType(of: error), message: String(describing: error))
        }
    }

    /// Type and message.
    public var description: String { "\(type): \(message)" }
}

extension LambdaFunctionError {
    /// How much of a message is sent, in bytes, so that the report of a failure never exceeds the size limit itself.
    static let maximumMessageSize = 64 << 10

    /// The body that the Runtime API's error endpoints take.
    var body: Data {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errorMessage", shortenedMessage)
            writer.member("errorType", type.description)
            // Swift errors carry no trace; Lambda's format has the member nevertheless.
            writer.key("stackTrace")
            writer.array { _ in }
        }
        return Data(writer.bytes)
    }

    private var shortenedMessage: String {
        guard message.utf8.count > Self.maximumMessageSize else { return message }
        let end = message.utf8.index(message.startIndex, offsetBy: Self.maximumMessageSize)
        // The view of scalars rounds an index inside a character down, so no character is cut.
        return String(message.unicodeScalars[..<end]) + "…"
    }
}
