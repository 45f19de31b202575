public import AWSClient

/// A client of Amazon ECR, or ECR Public, for one registry.
///
/// Each operation has its own file, with its request and its response.
///
/// - SeeAlso: [Amazon ECR API reference](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html),
///   [Amazon ECR Public API reference](https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/Welcome.html)
public struct ECRClient: Sendable {
    /// The service that holds the registry.
    public enum Kind: Sendable, Hashable {
        /// Amazon ECR: the private registry of an account in a region.
        case privateRegistry
        /// Amazon ECR Public: the public registry of an account.
        ///
        /// It has no image statuses, no pull times and no archive.
        case publicRegistry
    }

    /// The most images in one request.
    public static let maximumBatchSize = 100

    /// The most entries on one page.
    public static let maximumPageSize = 1000

    /// The service that the client calls.
    public let kind: Kind

    private(set) var client: AWSClient

    /// The number of entries to request for each page.
    let pageSize: Int

    /// The account whose registry the answers must be about; `nil` if it is not known.
    private(set) var registryID: String?

    /// Creates a client of a registry.
    ///
    /// - Parameters:
    ///   - kind: the service of `client`.
    ///   - client: the client of the service, in the registry's region.
    ///   - pageSize: the number of entries to request for each page, from 1 to 1,000.
    public init(_ kind: Kind, client: AWSClient, pageSize: Int = maximumPageSize) {
        self.kind = kind
        self.client = client
        self.pageSize = min(max(pageSize, 1), Self.maximumPageSize)
    }

    /// The lead of AWS's clock over the machine's, in seconds, if observed.
    public var observedClockOffset: Double? { client.clock.observedOffset }

    /// A copy of the client whose attempts can be withdrawn before sending.
    ///
    /// Each attempt asks just before it is sent whether it is still wanted, and keeps its turn meanwhile.
    public func sending(if isStillWanted: @escaping @Sendable () async -> Bool) -> ECRClient {
        var copy = self
        copy.client = client.sending(if: isStillWanted)
        return copy
    }

    /// A copy of the client for the calls of one run.
    public func scoped(to context: CallContext) -> ECRClient {
        var copy = self
        copy.client = client.scoped(to: context)
        return copy
    }

    /// A copy of the client that takes answers about another registry for errors.
    ///
    /// - Parameter registryID: the account of the registry, as 12 digits.
    public func expecting(registryID: String) -> ECRClient {
        var copy = self
        copy.registryID = registryID
        return copy
    }
}

extension ECRClient {
    /// The permission that an operation needs, for errors.
    func permission(for operation: String) -> String {
        switch kind {
        case .privateRegistry: "ecr:\(operation)"
        case .publicRegistry: "ecr-public:\(operation)"
        }
    }

    /// Refuses an operation that ECR Public lacks, before anything is sent.
    func requirePrivateRegistry(for operation: String) throws {
        guard kind == .privateRegistry else {
            throw AWSError(
                code: "UnsupportedOperation", operation: permission(for: operation),
                message: "Amazon ECR Public has no such operation", attempts: 0)
        }
    }
}
