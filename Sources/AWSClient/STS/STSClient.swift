/// Calls AWS Security Token Service in one region.
///
/// Each operation has a file of its own, with its request and its answer.
///
/// - SeeAlso: [AWS STS API reference](https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html)
public struct STSClient: Sendable {
    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: a client of the service at its endpoint in the region.
    public init(client: AWSClient) {
        self.client = client
    }

    /// A copy of this client for the calls of one run.
    public func scoped(to context: CallContext) -> STSClient {
        STSClient(client: client.scoped(to: context))
    }
}

/// A request to AWS STS.
protocol STSRequest: AWSQueryRequest {}

extension STSRequest {
    static var version: String { "2011-06-15" }
}
