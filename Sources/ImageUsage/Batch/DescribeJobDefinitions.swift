import AWSClient

/// A revision of a job definition, as AWS Batch describes it.
///
/// The kind of job decides where its images are. Each range of a node group has the same members.
struct BatchJobDefinition: Decodable, Sendable {
    struct Container: Decodable, Sendable {
        let image: String?
    }

    struct ECSProperties: Decodable, Sendable {
        struct Task: Decodable, Sendable {
            let containers: [Container]?
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
            let container: Container?
            let ecsProperties: ECSProperties?
            let eksProperties: EKSProperties?
        }

        let nodeRangeProperties: [Range]?
    }

    let jobDefinitionArn: String
    let containerProperties: Container?
    let ecsProperties: ECSProperties?
    let eksProperties: EKSProperties?
    let nodeProperties: NodeProperties?

    /// The images of all containers, as the definition names them.
    var images: [String] { Self.images(containerProperties, ecsProperties, eksProperties, nodeProperties) }

    /// The images of a definition's or a job's containers.
    static func images(
        _ container: Container?, _ ecs: ECSProperties?, _ eks: EKSProperties?, _ nodes: NodeProperties?
    ) -> [String] {
        let groups =
            [NodeProperties.Range(container: container, ecsProperties: ecs, eksProperties: eks)]
            + (nodes?.nodeRangeProperties ?? [])
        return groups.flatMap(\.containers).compactMap(\.image).unique()
    }
}

extension BatchJobDefinition.NodeProperties.Range {
    fileprivate var containers: [BatchJobDefinition.Container] {
        let tasks = ecsProperties?.taskProperties ?? []
        let pod = eksProperties?.podProperties
        return [container].compactMap(\.self) + tasks.flatMap { $0.containers ?? [] }
            + (pod?.initContainers ?? []) + (pod?.containers ?? [])
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
