import Essentials

/// Batch's `JobDefinition`, limited to images.
struct JobDefinitionMessage: Encodable, Sendable {
    struct Container: Encodable, Sendable {
        var name: String?
        var image: String
    }

    struct ECSProperties: Encodable, Sendable {
        struct Task: Encodable, Sendable { var containers: [Container] }

        var taskProperties: [Task]
    }

    struct EKSProperties: Encodable, Sendable {
        struct Pod: Encodable, Sendable {
            var containers: [Container]
            var initContainers: [Container]
        }

        var podProperties: Pod
    }

    /// A job's images, in the member for its kind of job.
    ///
    /// The members of node groups have slightly different names.
    struct Properties: Sendable {
        var container: Container?
        var ecs: ECSProperties?
        var eks: EKSProperties?
    }

    struct NodeProperties: Encodable, Sendable {
        struct Range: Encodable, Sendable {
            var targetNodes: String
            var container: Container?
            var ecsProperties: ECSProperties?
            var eksProperties: EKSProperties?
        }

        var numNodes: Int
        var mainNode = 0
        var nodeRangeProperties: [Range]
    }

    var jobDefinitionName: String
    var jobDefinitionArn: String
    var revision: Int
    var status: String
    var type: String
    var containerOrchestrationType: String
    var containerProperties: Container?
    var ecsProperties: ECSProperties?
    var eksProperties: EKSProperties?
    var nodeProperties: NodeProperties?
}

extension WorkloadBuilder {
    /// Builds job definitions.
    ///
    /// - Throws: ``RegistryFileError``.
    func jobDefinitions(_ entries: [JobDefinitionEntry], path: String) throws -> [JobDefinitionMessage] {
        var names: Set<String> = []
        var definitions: [JobDefinitionMessage] = []
        for (index, entry) in entries.enumerated() {
            for number in 0..<entry.count {
                let definition = try definition(entry, number, "\(path)[\(index)]")
                guard names.insert(definition.jobDefinitionArn).inserted else {
                    throw RegistryFileError(
                        path: "\(path)[\(index)].revision",
                        message: "there are two revisions \(definition.jobDefinitionName):\(entry.revision)")
                }
                definitions.append(definition)
            }
        }
        return definitions
    }

    private func definition(_ entry: JobDefinitionEntry, _ number: Int, _ path: String) throws -> JobDefinitionMessage {
        let name = entry.name.numbered(number, of: entry.count)
        let images = try properties(entry.images, number, "\(path).images")
        let nodes = try entry.nodes.enumerated().map { index, group in
            let images = try properties(group, number, "\(path).nodes[\(index)]")
            return JobDefinitionMessage.NodeProperties.Range(
                targetNodes: "\(index):\(index)", container: images.container, ecsProperties: images.ecs,
                eksProperties: images.eks)
        }
        let isKubernetes = images.eks != nil || nodes.contains { $0.eksProperties != nil }
        return JobDefinitionMessage(
            jobDefinitionName: name,
            jobDefinitionArn: location.arn("batch", "job-definition/\(name):\(entry.revision)"),
            revision: entry.revision, status: entry.status, type: nodes.isEmpty ? "container" : "multinode",
            containerOrchestrationType: isKubernetes ? "EKS" : "ECS", containerProperties: images.container,
            ecsProperties: images.ecs, eksProperties: images.eks,
            nodeProperties: nodes.isEmpty ? nil : .init(numNodes: nodes.count, nodeRangeProperties: nodes))
    }

    private func properties(
        _ images: JobDefinitionEntry.Images, _ number: Int, _ path: String
    ) throws -> JobDefinitionMessage.Properties {
        func uri(_ image: String) throws -> String {
            try ContainerEntry("", image: image).numbered(number).reference(references, path).uri
        }
        func containers(_ images: [String], _ prefix: String) throws -> [JobDefinitionMessage.Container] {
            try images.enumerated().map { .init(name: "\(prefix)-\($0)", image: try uri($1)) }
        }
        var properties = JobDefinitionMessage.Properties()
        properties.container = try images.container.map { .init(image: try uri($0)) }
        if !images.ecs.isEmpty {
            properties.ecs = .init(taskProperties: [.init(containers: try containers(images.ecs, "container"))])
        }
        if !images.eks.isEmpty || !images.eksInit.isEmpty {
            properties.eks = .init(
                podProperties: .init(
                    containers: try containers(images.eks, "container"),
                    initContainers: try containers(images.eksInit, "init")))
        }
        return properties
    }
}
