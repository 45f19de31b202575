import Essentials
import Formats
import ImageModel

/// The state of a pod and its images, as its node reports it.
struct PodStatus: Sendable {
    struct Container: Sendable {
        let name: String
        /// The image's name, which may be another one of the same content.
        let image: String?
        /// The image as the runtime knows it: by digest, or by a configuration's hash.
        let imageID: String?
        /// Whether the container runs.
        let isRunning: Bool
        /// The start of a container that runs; `nil` if it is not told.
        let startedAt: Date?
    }

    var phase: String?
    var startedAt: Date?
    var containers: [Container] = []

    init() {}

    init(from reader: inout JSONReader) throws {
        var phase = JSONMember<String>()
        var startedAt = JSONMember<Date>()
        var groups = [JSONMember<[Container]>](repeating: JSONMember(), count: 3)
        func containers(_ group: Int, _ reader: inout JSONReader) throws {
            try groups[group].take(from: &reader) { try $0.all { try Container(from: &$0) } }
        }
        try reader.object { reader, name in
            switch name {
            case "phase": try phase.take(from: &reader) { try $0.string() }
            case "startTime": try startedAt.take(from: &reader) { try $0.kubernetesTime() }
            case "containerStatuses": try containers(0, &reader)
            case "initContainerStatuses": try containers(1, &reader)
            case "ephemeralContainerStatuses": try containers(2, &reader)
            default: try reader.skip()
            }
        }
        (self.phase, self.startedAt) = (phase.value, startedAt.value)
        self.containers = groups.flatMap { $0.value ?? [] }
    }

    /// Whether all containers ended, and none will start again.
    var hasFinished: Bool { phase == "Succeeded" || phase == "Failed" }
}

extension PodStatus.Container {
    /// The image's name in ``imageID``, without the runtime's prefix.
    var imageIDReference: String? {
        guard let imageID else { return nil }
        for prefix in ["docker-pullable://", "docker://", "containerd://"] where imageID.hasPrefix(prefix) {
            return String(imageID.dropFirst(prefix.count))
        }
        return imageID
    }

    /// The digest of the manifest; `nil` if it is unknown.
    ///
    /// It stands behind an `@`, even without a repository before it. A plain hash is that of an image's configuration.
    var digest: ImageDigest? {
        guard let text = imageIDReference, let at = text.lastIndex(of: "@") else { return nil }
        return ImageDigest(text[text.index(after: at)...])
    }

    fileprivate init(from reader: inout JSONReader) throws {
        var name = JSONMember<String>()
        var image = JSONMember<String>()
        var imageID = JSONMember<String>()
        var running = JSONMember<Running?>()
        try reader.object { reader, member in
            switch member {
            case "name": try name.take(from: &reader) { try $0.string() }
            case "image": try image.take(from: &reader) { try $0.string() }
            // A Knative revision says `imageDigest`.
            case "imageID", "imageDigest": try imageID.take(from: &reader) { try $0.string() }
            case "state": try running.take(from: &reader) { try Self.running(&$0) }
            default: try reader.skip()
            }
        }
        let state = running.value ?? nil
        self.init(
            name: name.value ?? "", image: image.value, imageID: imageID.value, isRunning: state != nil,
            startedAt: state?.startedAt)
    }

    /// The state of a container that runs.
    private struct Running {
        let startedAt: Date?
    }

    /// Reads a state; `nil` if the container does not run.
    private static func running(_ reader: inout JSONReader) throws -> Running? {
        var running = JSONMember<Running>()
        try reader.object { reader, name in
            guard case "running" = name else { return try reader.skip() }
            try running.take(from: &reader) { reader in
                var startedAt = JSONMember<Date>()
                try reader.object { reader, name in
                    guard case "startedAt" = name else { return try reader.skip() }
                    try startedAt.take(from: &reader) { try $0.kubernetesTime() }
                }
                return Running(startedAt: startedAt.value)
            }
        }
        return running.value
    }
}
