import Essentials
import Formats

/// The step of the fan-out that an invocation is.
///
/// The state machine names it in the invocation's client context, beside the event: no event can pretend to be a step.
struct FanOutContext: Sendable, Hashable {
    /// The steps of an execution, in their order.
    enum Step: String, Sendable, Hashable {
        /// List the repositories, and write the batches for the Distributed Map.
        case list
        /// Clean the repositories of one batch.
        case clean
        /// Write one summary of all batches.
        case summarize
    }

    /// The step.
    let step: Step
    /// The execution's name.
    let execution: String
    /// The time when the execution started.
    let startedAt: Date

    /// Reads the client context; `nil` if the fan-out did not invoke the function.
    ///
    /// Its form is `{"custom": {"fanOutStep": "clean", "fanOutExecution": "NAME",
    /// "fanOutStartedAt": "2026-01-31T00:00:00.000Z"}}`. Any other context is another caller's.
    init?(clientContext: String?) {
        guard let text = clientContext, let value = try? JSONValue(parsing: text.utf8),
            case .object(let context) = value, case .object(let custom)? = context["custom"],
            case .string(let name)? = custom["fanOutStep"], let step = Step(rawValue: name),
            case .string(let execution)? = custom["fanOutExecution"], Self.isName(execution),
            case .string(let time)? = custom["fanOutStartedAt"],
            let startedAt = CivilTime(iso8601: time.prefix(19) + "Z")?.date
        else { return nil }
        (self.step, self.execution, self.startedAt) = (step, execution, startedAt)
    }

    /// Whether a text can be an execution's name, and so the first part of a key.
    ///
    /// - SeeAlso: [StartExecution](https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html)
    private static func isName(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_".utf8.contains($0) }
    }
}
