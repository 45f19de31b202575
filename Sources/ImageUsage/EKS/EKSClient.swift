public import AWSClient

/// A client of the operations of Amazon EKS that lead to clusters.
///
/// - SeeAlso: [Amazon EKS API reference](https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html)
public struct EKSClient: Sendable {
    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: the client of EKS, in the account and region to read.
    public init(client: AWSClient) {
        self.client = client
    }

    /// A copy of this client for the calls of one run.
    public func scoped(to context: CallContext) -> EKSClient { EKSClient(client: client.scoped(to: context)) }

    /// Lists the names of all clusters, to the last page (`ListClusters`).
    public func clusterNames() async throws -> [String] {
        try await PageSequence(operation: "eks:\(ListEKSClusters.operation)") { [client] token in
            let answer = try await client.call(ListEKSClusters(nextToken: token))
            return (answer.clusters, answer.nextToken)
        }.all()
    }

    /// Describes a cluster (`DescribeCluster`); `nil` if it was deleted.
    func cluster(_ name: String) async throws -> EKSCluster? {
        try await unlessGone("ResourceNotFoundException") {
            try await client.call(DescribeEKSCluster(name: name)).cluster
        }
    }
}

/// The request `GET /clusters`.
///
/// - SeeAlso: [ListClusters](https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html)
private struct ListEKSClusters: AWSRESTRequest {
    static let operation = "ListClusters"

    let nextToken: String?

    let path = ["clusters"]

    var query: [(name: String, value: String)] {
        [("maxResults", "100")] + (nextToken.map { [("nextToken", $0)] } ?? [])
    }

    struct Response: Decodable {
        let clusters: [String]
        let nextToken: String?
    }
}

/// The request `GET /clusters/NAME`.
///
/// - SeeAlso: [DescribeCluster](https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html)
private struct DescribeEKSCluster: AWSRESTRequest {
    static let operation = "DescribeCluster"

    let name: String

    var path: [String] { ["clusters", name] }

    struct Response: Decodable { let cluster: EKSCluster }
}
