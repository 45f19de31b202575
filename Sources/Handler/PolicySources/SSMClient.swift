import AWSClient

/// Calls AWS Systems Manager, for the parameters that it stores.
///
/// - SeeAlso: [AWS Systems Manager API reference](https://docs.aws.amazon.com/systems-manager/latest/APIReference/Welcome.html)
struct SSMClient: Sendable {
    /// What stands before the dot in `X-Amz-Target`.
    static let targetPrefix = "AmazonSSM"

    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: the client of Systems Manager, in the parameters' region.
    init(client: AWSClient) {
        self.client = client
    }

    /// This client, for the calls of one run.
    func scoped(to context: CallContext) -> SSMClient {
        SSMClient(client: client.scoped(to: context))
    }
}
