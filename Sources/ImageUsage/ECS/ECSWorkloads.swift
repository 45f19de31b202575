import Essentials
import ImageModel

/// The workloads that ECS runs or could run in one place.
///
/// The place is an account and region.
struct ECSWorkloads: Sendable {
    var tasks: [ECSTask] = []
    var services: [ECSService] = []
    var revisions: [ECSServiceRevision] = []
    var daemonRevisions: [ECSDaemonRevision] = []
    var definitions: [ECSTaskDefinition] = []
    /// The time of reading.
    var readAt: Date
}

extension ECSWorkloads {
    /// The families of tasks, even stopped ones, and of services.
    var families: Set<String> {
        let definitions =
            tasks.compactMap(\.taskDefinitionArn) + services.flatMap(\.taskDefinitions)
            + revisions.compactMap(\.taskDefinition)
        return Set(definitions.compactMap(TaskDefinitionName.init).map(\.family))
    }

    /// The task definitions of running tasks and of services.
    ///
    /// A stopped task's definition is not in use. ECS's own daemons run without a task definition, and list their
    /// images themselves.
    var definitionsInUse: [String] {
        let running = tasks.filter { task in
            task.isRunning && !(task.tellsItsImages && task.taskDefinitionArn.flatMap(TaskDefinitionName.init) == nil)
        }
        return
            (running.compactMap(\.taskDefinitionArn) + services.flatMap(\.taskDefinitions)
            + revisions.compactMap(\.taskDefinition)).unique()
    }

    /// The task definitions whose images a task or service revision also lists.
    var toldDefinitions: Set<String> {
        Set(
            tasks.filter(\.tellsItsImages).compactMap(\.taskDefinitionArn)
                + revisions.filter(\.tellsItsImages).compactMap(\.taskDefinition))
    }
}

extension ECSWorkloads {
    /// All uses of ECR images.
    var uses: [ImageUse] {
        let byARN = Dictionary(definitions.map { ($0.taskDefinitionArn, $0) }) { first, _ in first }
        let revisions = Dictionary(grouping: revisions, by: \.serviceArn)
        return tasks.flatMap { uses(of: $0, byARN) }
            + services.flatMap { uses(of: $0, revisions[$0.serviceArn] ?? [], byARN) }
            + daemonRevisions.flatMap { $0.uses(at: readAt) }
            + byARN.values.sorted { $0.taskDefinitionArn < $1.taskDefinitionArn }.flatMap { definition in
                definition.uses(isRunning: false, user: "ECS task definition \(definition.taskDefinitionArn)")
            }
    }

    private func uses(of task: ECSTask, _ definitions: [String: ECSTaskDefinition]) -> [ImageUse] {
        let user = "ECS task \(task.taskArn)"
        let start = task.isRunning ? task.start(at: readAt) : nil
        let own = (task.containers ?? []).compactMap {
            ImageUse(
                image: $0.image, digest: $0.imageDigest, isRunning: task.isRunning, start: start, user: user)
        }
        guard !task.tellsItsImages, let definition = task.taskDefinitionArn.flatMap({ definitions[$0] }) else {
            return own
        }
        return own + definition.uses(isRunning: task.isRunning, start: start, user: user)
    }

    /// The uses of a service, by digest where a revision has one.
    ///
    /// Other containers count by the image's name in the task definition.
    private func uses(
        of service: ECSService, _ revisions: [ECSServiceRevision], _ definitions: [String: ECSTaskDefinition]
    ) -> [ImageUse] {
        let user = "ECS service \(service.serviceArn)"
        var uses: [ImageUse] = []
        var resolved: [String: Set<String>] = [:]
        for revision in revisions {
            for container in revision.containerImages ?? [] {
                let use = ImageUse(
                    image: container.image, digest: container.imageDigest, isRunning: service.isRunning,
                    start: service.start(of: revision.taskDefinition, now: readAt), user: user)
                guard let use else { continue }
                uses.append(use)
                if use.digest != nil, let definition = revision.taskDefinition, let name = container.containerName {
                    resolved[definition, default: []].insert(name)
                }
            }
        }
        for arn in service.taskDefinitions {
            uses +=
                definitions[arn]?.uses(
                    isRunning: service.isRunning, start: service.start(of: arn, now: readAt), user: user,
                    except: resolved[arn] ?? []) ?? []
        }
        return uses.unique()
    }
}

extension ECSTaskDefinition {
    /// The uses of images by the definition's containers, except some.
    func uses(
        isRunning: Bool, start: ImageUse.Start? = nil, user: String, except containers: Set<String> = []
    ) -> [ImageUse] {
        containerDefinitions.filter { $0.name.map(containers.contains) != true }.compactMap {
            ImageUse(image: $0.image, isRunning: isRunning, start: start, user: user)
        }
    }
}
