public import HTTPTransport
import Synchronization

/// Calls the operations of one AWS service in one region: signs, sends, retries and decodes.
///
/// A client lives as long as the process, with its connections, credentials, retry quota and
/// pace. What belongs to one run,
/// its deadline and its counters, comes with ``scoped(to:)``.
public struct AWSClient: Sendable {
    /// What a client needs to know of its service and how to treat it.
    public struct Configuration: Sendable {
        /// The service.
        public var service: AWSService
        /// What stands before the dot in `X-Amz-Target`, in AWS JSON protocols; the query protocol has none.
        public var targetPrefix: String
        /// Where the service is.
        public var endpoint: Endpoint
        /// What the program calls itself.
        public var userAgent: String
        /// The most attempts at one call, the first included.
        ///
        /// At least 1.
        public var maximumAttempts: Int
        /// How long connecting may take.
        public var connectTimeout: Duration
        /// How long one attempt may take as a whole.
        public var attemptTimeout: Duration

        /// Creates a configuration.
        public init(
            service: AWSService, targetPrefix: String = "", endpoint: Endpoint, userAgent: String = "ecr-cleanup",
            maximumAttempts: Int = 3, connectTimeout: Duration = .seconds(10), attemptTimeout: Duration = .seconds(60)
        ) {
            self.service = service
            self.targetPrefix = targetPrefix
            self.endpoint = endpoint
            self.userAgent = userAgent
            self.maximumAttempts = max(1, maximumAttempts)
            self.connectTimeout = connectTimeout
            self.attemptTimeout = attemptTimeout
        }
    }

    /// What all copies of a client share.
    final class Shared: Sendable {
        let quota = Mutex(RetryQuota())
        private let limiters = Mutex<[String: RequestLimiter]>([:])

        /// What an operation's attempts go through: AWS limits each operation's calls by itself.
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

    /// The run that calls belong to.
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

    /// This client, each of whose attempts asks just before it is sent whether it is still to be made.
    ///
    /// A call may wait for its turn, and what it was decided by gets old meanwhile.
    public func sending(while isStillWanted: @escaping @Sendable () -> Bool) -> AWSClient {
        var copy = self
        copy.context.isStillWanted = isStillWanted
        return copy
    }

    /// This client, for the calls of one run.
    public func scoped(to context: CallContext) -> AWSClient {
        var copy = self
        copy.context = context
        return copy
    }
}
