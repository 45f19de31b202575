import Cleanup
import Essentials
import Formats

/// The error of a batch, as the state machine writes it.
struct FanOutFailure {
    /// The error, for the summary.
    let failure: FanOutOutcome.Failure

    /// Reads the object `{"error": "TYPE", "cause": "TEXT"}`.
    ///
    /// - Throws: `DecodingError` if it is not one.
    init(batch: Int, json: Data) throws {
        let members = try JSONDecoder().decode(Members.self, from: json)
        failure = FanOutOutcome.Failure(
            batch: batch, error: members.error, cause: members.cause.map(Self.message) ?? "")
    }

    private struct Members: Decodable {
        let error: String
        let cause: String?
    }

    /// The message of the function's error, which Step Functions gives as JSON; else the whole text.
    private static func message(in cause: String) -> String {
        guard case .object(let members)? = try? JSONValue(parsing: cause.utf8),
            case .string(let message)? = members["errorMessage"]
        else { return cause }
        return message
    }
}
