import ECRClient
import Essentials
import Synchronization

/// The times at which a reading's attempts are sent.
///
/// A call may wait for its turn before. So these times, and not the beginning, say how old its data is.
final class SendingTimes: Sendable {
    private let times = Mutex<(first: Date, last: Date)?>(nil)

    /// The time of the first attempt; `nil` if none was sent.
    var first: Date? { times.withLock { $0?.first } }

    /// The time of the last attempt; `nil` if none was sent.
    var last: Date? { times.withLock { $0?.last } }

    /// A client that records the attempts which it sends.
    func recording(_ registry: ECRClient, now: @escaping @Sendable () -> Date) -> ECRClient {
        registry.sending { [self] in
            let time = now()
            times.withLock { $0 = ($0?.first ?? time, time) }
            return true
        }
    }
}
