import AWSClient

/// A client of AWS Systems Manager, for its parameters.
///
/// - SeeAlso: [AWS Systems Manager API reference](https://docs.aws.amazon.com/systems-manager/latest/APIReference/Welcome.html)
struct SSMClient: Sendable {
    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: the client of Systems Manager, in the parameters' region.
    init(client: AWSClient) {
        self.client = client
    }

    /// A copy of this client for the calls of one run.
    func scoped(to context: CallContext) -> SSMClient {
        SSMClient(client: client.scoped(to: context))
    }
}
