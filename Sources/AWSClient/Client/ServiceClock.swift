public import Essentials
import Formats
import HTTPTypes
import Synchronization

/// The difference between AWS's clock and the machine's.
///
/// AWS refuses signatures whose time is more than five minutes off. Ages computed by such a clock are unreliable too.
public final class ServiceClock: Sendable {
    private struct State {
        var observed: TimeInterval?
        var correction: TimeInterval = 0
    }

    private let state = Mutex(State())

    /// Creates a clock that has observed nothing.
    public init() {}

    /// The seconds by which AWS's clock was last ahead of the machine's.
    ///
    /// The last answer with a date counts; `nil` before the first.
    public var observedOffset: TimeInterval? { state.withLock { $0.observed } }

    /// The seconds added to the machine's time when a request is signed.
    var correction: TimeInterval { state.withLock { $0.correction } }

    /// Notes the date of an answer.
    ///
    /// A date between sending and receiving agrees with the machine's clock, however long the answer took.
    ///
    /// - Returns: the seconds by which the date is ahead of the machine's clock; `nil` when the answer has no date.
    func observe(_ fields: HTTPFields, sentAt: Date, receivedAt: Date) -> TimeInterval? {
        guard let text = fields[.date], let date = HTTPDate.parse(text) else { return nil }
        let offset = date.timeIntervalSince(min(max(date, sentAt), max(sentAt, receivedAt)))
        state.withLock { $0.observed = offset }
        return offset
    }

    /// Adopts the offset of a refused request's answer as the correction.
    ///
    /// Calls in flight together are refused together, and another call may already have changed the correction. So the
    /// offset is compared with the correction that the refused request was signed with.
    ///
    /// - Returns: whether the request's time was over four minutes off, so that another attempt makes sense.
    func correct(_ used: TimeInterval, to offset: TimeInterval) -> Bool {
        guard abs(offset - used) > 4 * 60 else { return false }
        state.withLock { $0.correction = offset }
        return true
    }
}

extension ServiceClock {
    /// The error codes that a wrong signature date may cause.
    static let codesOfSkew: Set<AWSError.Code> = [
        "AuthFailure", "InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
    ]
}
