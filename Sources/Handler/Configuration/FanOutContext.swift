import Essentials
import Formats

/// The step of the fan-out that an invocation is.
///
/// The state machine names it in the invocation's client context, beside the event. So no event can pretend to be a step.
/// Anyone who may invoke the function can name one, too: a step only narrows what an event asks for.
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
    /// "fanOutStartedAt": "2026-01-31T00:00:00.000Z"}}`. A context without `fanOutStep` is another caller's.
    ///
    /// - Throws: ``InvalidEvent`` if the step is not one of this version's.
    init?(clientContext: String?) throws {
        guard let text = clientContext, let value = try? JSONValue(parsing: text.utf8),
            case .object(let context) = value, case .object(let custom)? = context["custom"],
            let step = custom["fanOutStep"]
        else { return nil }
        guard case .string(let name) = step, let step = Step(rawValue: name),
            case .string(let execution)? = custom["fanOutExecution"], Self.isName(execution),
            case .string(let time)? = custom["fanOutStartedAt"],
            let startedAt = CivilTime(iso8601: time.prefix(19) + "Z")?.date
        else {
            throw InvalidEvent(
                """
                it is no step of a fan-out of this version. An execution's name may have letters, digits, "-" and "_" \
                only, and may not be \(FanOutSettings.keptAnswersFolder)
                """)
        }
        (self.step, self.execution, self.startedAt) = (step, execution, startedAt)
    }

    /// Whether a text can be an execution's name, and so the first part of a key.
    ///
    /// - SeeAlso: [StartExecution](https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html)
    private static func isName(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text != FanOutSettings.keptAnswersFolder
            && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_".utf8.contains($0) }
    }
}
