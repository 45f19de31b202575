import HTTPTypes
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

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
    func observe(_ fields: HTTPFields, at now: Date) {
        guard let text = fields[.date], let date = HTTPDate.parse(text) else { return }
        state.withLock { $0.observed = date.timeIntervalSince(now) }
    }

    /// Takes the observed offset over as the correction.
    ///
    /// - Returns: whether that changes the time that requests are signed with by more than four minutes, so that it
    ///   is worth another attempt.
    func correct() -> Bool {
        state.withLock {
            guard let observed = $0.observed, abs(observed - $0.correction) > 4 * 60 else { return false }
            $0.correction = observed
            return true
        }
    }
}

extension ServiceClock {
    /// What services answer when a signature's date is too far from their own.
    static let codesOfSkew: Set<AWSError.Code> = [
        "AuthFailure", "InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
    ]
}
