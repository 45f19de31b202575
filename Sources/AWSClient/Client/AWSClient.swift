public import HTTPTransport
import Synchronization

/// A client for the operations of one AWS service in one region.
///
/// It signs, sends, retries and decodes. A client lives as long as the process, with its connections, credentials,
/// retry quota and pace. The deadline and the counters of one run come with ``scoped(to:)``.
public struct AWSClient: Sendable {
    /// The service, its endpoint, and the limits of a call.
    public struct Configuration: Sendable {
        /// The service.
        public var service: AWSService
        /// The service's endpoint.
        public var endpoint: Endpoint
        /// The value of the `User-Agent` field.
        public var userAgent: String
        /// The maximum number of attempts at one call, including the first.
        ///
        /// It is at least 1.
        public var maximumAttempts: Int
        /// The time limit for connecting.
        public var connectTimeout: Duration
        /// The time limit for one whole attempt.
        public var attemptTimeout: Duration

        /// Creates a configuration.
        public init(
            service: AWSService, endpoint: Endpoint, userAgent: String = "ecr-cleanup",
            maximumAttempts: Int = 3, connectTimeout: Duration = .seconds(10), attemptTimeout: Duration = .seconds(60)
        ) {
            self.service = service
            self.endpoint = endpoint
            self.userAgent = userAgent
            self.maximumAttempts = max(1, maximumAttempts)
            self.connectTimeout = connectTimeout
            self.attemptTimeout = attemptTimeout
        }
    }

    /// The state that all copies of a client share.
    final class Shared: Sendable {
        let quota = Mutex(RetryQuota())
        private let limiters = Mutex<[String: RequestLimiter]>([:])

        /// The limiter that an operation's attempts pass through.
        ///
        /// AWS limits the calls of each operation separately.
        func limiter(of operation: String, _ system: SystemContext) -> RequestLimiter {
            limiters.withLock { limiters in
                if let limiter = limiters[operation] { return limiter }
                let limiter = RequestLimiter(system)
                limiters[operation] = limiter
                return limiter
            }
        }
    }

    let configuration: Configuration
    let transport: any Transport
    let credentials: any CredentialProvider
    let system: SystemContext
    let shared = Shared()

    /// AWS's clock as this client's answers show it.
    public let clock = ServiceClock()

    /// The context of the run that calls belong to.
    public private(set) var context = CallContext()

    /// Creates a client.
    public init(
        _ configuration: Configuration, transport: any Transport, credentials: any CredentialProvider,
        system: SystemContext = .live
    ) {
        self.configuration = configuration
        self.transport = transport
        self.credentials = credentials
        self.system = system
    }

    /// A copy of this client whose attempts can be withdrawn before sending.
    ///
    /// Each attempt asks just before it is sent whether it is still wanted. A call may wait for its turn, and the reason
    /// for it may be outdated by then. The answer may take calls of its own: the attempt keeps its turn, and the pace
    /// counts it as sent. The check replaces that of this client.
    public func sending(if isStillWanted: @escaping @Sendable () async -> Bool) -> AWSClient {
        var copy = self
        copy.context.isStillWanted = isStillWanted
        return copy
    }

    /// A copy of this client for the calls of one run.
    public func scoped(to context: CallContext) -> AWSClient {
        var copy = self
        copy.context = context
        return copy
    }
}
