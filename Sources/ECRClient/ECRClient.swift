public import AWSClient

/// Calls Amazon ECR, or Amazon ECR Public, for one registry.
///
/// Each operation stands in a file of its own, with its request and its answer.
///
/// - SeeAlso: [Amazon ECR API reference](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html),
///   [Amazon ECR Public API reference](https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/Welcome.html)
public struct ECRClient: Sendable {
    /// Which of the two services holds the registry.
    public enum Kind: Sendable, Hashable {
        /// Amazon ECR: the private registry of an account in a region.
        case privateRegistry
        /// Amazon ECR Public: the public registry of an account. It knows no image status, no pull times, no archive.
        case publicRegistry

        /// What stands before the dot in `X-Amz-Target`.
        public var targetPrefix: String {
            switch self {
            case .privateRegistry: "AmazonEC2ContainerRegistry_V20150921"
            case .publicRegistry: "SpencerFrontendService"
            }
        }
    }

    /// The most images that one request may name.
    public static let maximumBatchSize = 100

    /// The most entries that one page may hold.
    public static let maximumPageSize = 1000

    /// Which service this client calls.
    public let kind: Kind

    let client: AWSClient

    /// How many entries a page is asked to hold.
    let pageSize: Int

    /// Creates a client of a registry.
    ///
    /// - Parameters:
    ///   - kind: which service `client` is for.
    ///   - client: the client of that service, in the registry's region.
    ///   - pageSize: how many entries to ask for in a page, from 1 to 1,000.
    public init(_ kind: Kind, client: AWSClient, pageSize: Int = maximumPageSize) {
        self.kind = kind
        self.client = client
        self.pageSize = min(max(pageSize, 1), Self.maximumPageSize)
    }

    /// How far AWS's clock is ahead of the machine's, in seconds, as far as this client's calls have shown it.
    public var observedClockOffset: Double? { client.clock.observedOffset }

    /// This client, each of whose attempts asks just before it is sent whether it is still to be made.
    public func sending(while isStillWanted: @escaping @Sendable () -> Bool) -> ECRClient {
        ECRClient(kind, client: client.sending(while: isStillWanted), pageSize: pageSize)
    }

    /// This client, for the calls of one run.
    public func scoped(to scope: CallContext) -> ECRClient {
        ECRClient(kind, client: client.scoped(to: scope), pageSize: pageSize)
    }
}

extension ECRClient {
    /// The name of the permission that an operation needs, as errors give it.
    func permission(for operation: String) -> String {
        switch kind {
        case .privateRegistry: "ecr:\(operation)"
        case .publicRegistry: "ecr-public:\(operation)"
        }
    }

    /// Refuses an operation that ECR Public does not have, before anything is sent.
    func requirePrivateRegistry(for operation: String) throws {
        guard kind == .privateRegistry else {
            throw AWSError(
                code: "UnsupportedOperation", operation: permission(for: operation),
                message: "Amazon ECR Public has no such operation", attempts: 0)
        }
    }
}
