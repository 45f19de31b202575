import Essentials
import ImageModel

/// The uses of images that a workload of a cluster stands for.
struct KubernetesUses: Sendable {
    /// The uses of images by their names in ECR.
    private(set) var uses: [ImageUse] = []
    /// The digests that run, whatever their images' names are.
    private(set) var digests: Set<ImageDigest> = []
    /// The workload in words.
    let user: String

    /// How long a pod may take to pull an image before it counts as started, in seconds.
    private static let longestStart = 3600.0

    /// Collects the uses of an object.
    init(of object: KubernetesObject, _ resource: KubernetesResource, in cluster: String, now: Date) {
        user = "EKS \(resource.kind) \(object.namespace)/\(object.name) in the cluster \(cluster)"
        guard resource == .pods, !object.status.hasFinished else {
            addDefinition(object)
            return
        }
        let statuses = Dictionary(object.status.containers.map { ($0.name, $0) }) { first, _ in first }
        let names = object.pod?.containers ?? []
        for container in names {
            add(container.image, statuses[container.name], object, now: now)
        }
        // A status may outlive its container's specification, or come before it.
        let known = Set(names.map(\.name))
        for status in object.status.containers where !known.contains(status.name) {
            add(nil, status, object, now: now)
        }
        for image in object.pod?.volumes ?? [] { add(image, nil, object, now: now) }
    }

    /// Collects the images of a definition, or of a pod that has finished.
    ///
    /// Kubernetes resolves a tag whenever a container starts, so a definition means the image that its tag names then.
    private mutating func addDefinition(_ object: KubernetesObject) {
        for image in (object.pod?.containers ?? []).map(\.image) + (object.pod?.volumes ?? []) {
            add(image, digest: nil, isRunning: false)
        }
        for status in object.status.containers {
            if let digest = status.digest { digests.insert(digest) }
            add(status.imageIDReference, digest: nil, isRunning: false)
        }
    }

    /// Collects the image of a container that runs or will run.
    private mutating func add(
        _ image: String?, _ status: PodStatus.Container?, _ object: KubernetesObject, now: Date
    ) {
        // A node may report another repository's name for the same content. Only the specification's name is expected
        // to be there: it is what a container pulls that starts again.
        guard let digest = status?.digest else {
            let start = Self.start(of: status, in: object, now: now)
            add(image, digest: nil, isRunning: true, start: start)
            if status?.image != image {
                add(status?.image, digest: nil, isRunning: true, start: start, isExpected: false)
            }
            return
        }
        digests.insert(digest)
        // A container that starts again may pull what the tag names by then.
        add(image, digest: nil, isRunning: true, start: .pending)
        add(image, digest: digest, isRunning: true, isExpected: false)
        // The same repository would be the same use once more.
        let named = image.flatMap { ImageReference($0) }
        let reported = status?.imageIDReference.flatMap { ImageReference($0) }
        if named?.repository != reported?.repository || named?.registry != reported?.registry {
            add(status?.imageIDReference, digest: digest, isRunning: true, isExpected: false)
        }
    }

    /// The time at which a container resolved its image's tag, or the latest time at which it may have.
    private static func start(
        of status: PodStatus.Container?, in object: KubernetesObject, now: Date
    ) -> ImageUse.Start {
        // A container that runs may have been started again since its pod's start.
        if let status, status.isRunning { return ImageUse.Start(reportedAt: status.startedAt, now: now) }
        let begun = object.status.startedAt ?? object.createdAt
        let start = ImageUse.Start(reportedAt: begun, now: now)
        guard object.status.phase == "Pending" else { return start }
        // A pod that has not started yet pulls what the tag names now.
        guard case .at(let created) = ImageUse.Start(reportedAt: object.createdAt ?? begun, now: now) else {
            return .unknown
        }
        return now.timeIntervalSince(created) <= longestStart ? .pending : start
    }

    private mutating func add(
        _ image: String?, digest: ImageDigest?, isRunning: Bool, start: ImageUse.Start? = nil, isExpected: Bool? = nil
    ) {
        guard let image, let reference = ImageReference(image) else { return }
        uses.append(
            ImageUse(
                reference: reference, resolvedDigest: digest, isRunning: isRunning, start: start,
                isExpected: isExpected, user: user))
    }
}
