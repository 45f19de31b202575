public import AWSClient
public import ImageModel

/// The images that AWS Batch can use, from all active job definitions.
///
/// No image counts as running here. Running jobs are ECS tasks or pods, and their own sources find them.
public struct BatchUsageSource: UsageSource {
    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("batch:DescribeJobDefinitions")
    ]

    /// The name `batch`.
    public var name: UsageSourceName { .batch }

    private let client: AWSClient

    /// Creates a source.
    ///
    /// - Parameter client: the client of Batch, in the account and region to read.
    public init(client: AWSClient) {
        self.client = client
    }

    /// Reads all uses of ECR images, to the last page.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        let client = client.scoped(to: context)
        let definitions = try await PageSequence(operation: "batch:\(DescribeJobDefinitions.operation)") { token in
            let answer = try await client.call(DescribeJobDefinitions(nextToken: token))
            return (answer.jobDefinitions, answer.nextToken)
        }.all(identifiedBy: \.jobDefinitionArn)
        return definitions.flatMap { definition in
            definition.images.compactMap {
                ImageUse(image: $0, isRunning: false, user: "Batch job definition \(definition.jobDefinitionArn)")
            }
        }
    }
}
