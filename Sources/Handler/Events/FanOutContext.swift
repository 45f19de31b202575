import Essentials
import Formats

/// The execution of the fan-out that an invocation belongs to.
///
/// The state machine passes it as the invocation's client context, since an event is passed on as it came.
struct FanOutContext: Sendable, Hashable {
    /// The execution's name.
    let execution: String
    /// The time when the execution started; `nil` if the state machine does not tell it.
    let startedAt: Date?
    /// Whether all batches together clean the whole registry.
    let isWhole: Bool

    /// Reads the client context; `nil` if the fan-out did not invoke the function.
    ///
    /// Its form is `{"custom": {"fanOutExecution": "NAME", "fanOutStartedAt": "2026-01-31T00:00:00.000Z",
    /// "fanOutIsNarrowed": false}}`. Any other context is another caller's.
    init?(clientContext: String?) {
        guard let text = clientContext, let value = try? JSONValue(parsing: text.utf8),
            case .object(let context) = value, case .object(let custom)? = context["custom"],
            case .string(let execution)? = custom["fanOutExecution"], !execution.isEmpty
        else { return nil }
        self.execution = execution
        if case .string(let time)? = custom["fanOutStartedAt"] {
            startedAt = CivilTime(iso8601: time.prefix(19) + "Z")?.date
        } else {
            startedAt = nil
        }
        isWhole = startedAt != nil && custom["fanOutIsNarrowed"] == .bool(false)
    }
}
