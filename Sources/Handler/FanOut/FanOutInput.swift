import Essentials
import Formats

/// The payload from the state machine: the event that it was started with, and the settings of the step.
///
/// The event comes as it is, so that the function alone judges what stands in it.
struct FanOutInput {
    /// The event.
    let event: JSONValue
    /// Of the step `list`: the most repositories of a batch.
    let batchSize: Int
    /// Of the step `clean`: the batch, as the step `list` wrote it.
    let batch: FanOutBatch?
    /// Of the step `summarize`: the percentage of batches that may fail.
    let toleratedFailurePercentage: Int
    /// Of the step `summarize`: the reason why the Distributed Map did not come to its end.
    let failure: String?

    /// Reads the payload.
    ///
    /// - Throws: ``InvalidEvent`` if it is not what the state machine of this version sends.
    init(_ payload: Data) throws {
        let members: Members
        do {
            guard case .object(let object) = try JSONValue(parsing: payload), let event = object["event"] else {
                throw JSONError.missing("event")
            }
            self.event = event
            members = try JSONDecoder().decode(Members.self, from: payload)
        } catch {
            throw InvalidEvent("it is not what the state machine of this version sends to the function: \(error)")
        }
        batchSize = max(1, members.batchSize ?? 1)
        batch = members.batch
        toleratedFailurePercentage = members.toleratedFailurePercentage ?? 0
        failure = members.failure
    }

    private struct Members: Decodable {
        let batchSize: Int?
        let batch: FanOutBatch?
        let toleratedFailurePercentage: Int?
        let failure: String?
    }
}
