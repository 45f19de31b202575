public import Essentials
import Formats
import HTTPTypes
import Synchronization

/// How far AWS's clock and the machine's are apart.
///
/// AWS refuses signatures by a clock that is more than five minutes off, and every age that is computed by such a
/// clock is in doubt.
public final class ServiceClock: Sendable {
    private struct State {
        var observed: TimeInterval?
        var correction: TimeInterval = 0
    }

    private let state = Mutex(State())

    /// Creates a clock that has observed nothing.
    public init() {}

    /// How many seconds AWS's clock was ahead of the machine's at the last answer that carried a date.
    public var observedOffset: TimeInterval? { state.withLock { $0.observed } }

    /// What is added to the machine's time when a request is signed, in seconds.
    var correction: TimeInterval { state.withLock { $0.correction } }

    /// Notes the date of an answer.
    ///
    /// A date between sending and receiving agrees with the machine's clock, however long the answer took.
    ///
    /// - Returns: the seconds that it is ahead of the machine's clock; `nil` where the answer has no date.
    func observe(_ fields: HTTPFields, sentAt: Date, receivedAt: Date) -> TimeInterval? {
        guard let text = fields[.date], let date = HTTPDate.parse(text) else { return nil }
        let offset = date.timeIntervalSince(min(max(date, sentAt), max(sentAt, receivedAt)))
        state.withLock { $0.observed = offset }
        return offset
    }

    /// Takes the offset of a refused request's answer over as the correction.
    ///
    /// Calls that are on their way together are refused together. So what counts is the correction that the refused
    /// request was signed with, and not the present one, which another of these calls may have changed already.
    ///
    /// - Returns: whether the request was signed with a time over four minutes off, so that it is worth another attempt.
    func correct(_ used: TimeInterval, to offset: TimeInterval) -> Bool {
        guard abs(offset - used) > 4 * 60 else { return false }
        state.withLock { $0.correction = offset }
        return true
    }
}

extension ServiceClock {
    /// What services answer when a signature's date is too far from their own.
    static let codesOfSkew: Set<AWSError.Code> = [
        "AuthFailure", "InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
    ]
}
