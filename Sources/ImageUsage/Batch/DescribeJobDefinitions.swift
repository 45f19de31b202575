import AWSClient
import Essentials

/// A revision of a job definition, as AWS Batch describes it.
///
/// The kind of job decides where its images are. Each range of a node group has the same members.
struct BatchJobDefinition: Decodable, Sendable {
    /// The only container of a job; empty if the job has its containers elsewhere.
    struct OnlyContainer: Decodable, Sendable {
        let image: NotEmpty<String>?
    }

    struct Container: Decodable, Sendable {
        @NotEmpty var image: String
    }

    struct ECSProperties: Decodable, Sendable {
        struct Task: Decodable, Sendable {
            @NotEmpty var containers: [Container]
        }

        let taskProperties: [Task]?
    }

    struct EKSProperties: Decodable, Sendable {
        struct Pod: Decodable, Sendable {
            let containers: [Container]?
            let initContainers: [Container]?
        }

        let podProperties: Pod?
    }

    struct NodeProperties: Decodable, Sendable {
        struct Range: Decodable, Sendable {
            let container: OnlyContainer?
            let ecsProperties: ECSProperties?
            let eksProperties: EKSProperties?
        }

        let nodeRangeProperties: [Range]?
    }

    let jobDefinitionArn: String
    let containerProperties: OnlyContainer?
    let ecsProperties: ECSProperties?
    let eksProperties: EKSProperties?
    let nodeProperties: NodeProperties?

    /// The images of all containers, as the definition names them.
    ///
    /// - Throws: `AWSError` if the definition, or a range of its nodes, names none.
    func images() throws -> [String] {
        try Self.images(
            of: jobDefinitionArn, containerProperties, ecsProperties, eksProperties, nodeProperties,
            from: DescribeJobDefinitions.operation)
    }

    /// The images of a definition's or a job's containers.
    ///
    /// - Throws: `AWSError` if it, or a range of its nodes, names none.
    static func images(
        of name: String, _ container: OnlyContainer?, _ ecs: ECSProperties?, _ eks: EKSProperties?,
        _ nodes: NodeProperties?, from operation: String
    ) throws -> [String] {
        let own = NodeProperties.Range(container: container, ecsProperties: ecs, eksProperties: eks)
        let ranges = (nodes?.nodeRangeProperties ?? []).map(\.images)
        guard !(ranges.isEmpty ? [own.images] : ranges).contains(where: \.isEmpty) else {
            throw AWSError(
                code: .malformedResponse, operation: "batch:\(operation)",
                message: "\(name) has a container without an image")
        }
        return (own.images + ranges.flatMap(\.self)).unique()
    }
}

extension BatchJobDefinition.NodeProperties.Range {
    fileprivate var images: [String] {
        let tasks = ecsProperties?.taskProperties ?? []
        let pod = eksProperties?.podProperties
        let containers = tasks.flatMap(\.containers) + (pod?.initContainers ?? []) + (pod?.containers ?? [])
        return [container?.image?.wrappedValue].compactMap(\.self) + containers.map(\.image)
    }
}

/// The request `POST /v1/describejobdefinitions` for active job definitions.
///
/// - SeeAlso: [DescribeJobDefinitions](https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobDefinitions.html)
struct DescribeJobDefinitions: AWSRESTRequest, Encodable {
    static let operation = "DescribeJobDefinitions"

    let status = "ACTIVE"
    let maxResults = 100
    let nextToken: String?

    var path: [String] { ["v1", "describejobdefinitions"] }

    struct Response: Decodable {
        let jobDefinitions: [BatchJobDefinition]
        let nextToken: String?
    }
}
