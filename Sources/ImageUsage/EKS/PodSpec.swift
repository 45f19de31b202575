import Formats

/// The images that a pod's specification names.
struct PodSpec: Sendable {
    struct Container: Sendable {
        let name: String
        /// The image; `nil` where it is not named.
        let image: String?
    }

    /// All containers: those of the start and those for debugging, too.
    let containers: [Container]
    /// The images that are mounted as volumes.
    let volumes: [String]
    /// Whether there is a container, and each names its image, as Kubernetes demands of a pod and of its template.
    let isComplete: Bool

    /// Reads the specification at the end of a path of members, if it is there.
    ///
    /// - Parameters:
    ///   - member: the member beside the path's first that refers to another workload, if there may be one.
    ///   - hasReference: becomes `true` if that member is there.
    static func find(
        _ path: ArraySlice<String>, in reader: inout JSONReader, reference member: String? = nil,
        _ hasReference: inout Bool
    ) throws -> PodSpec? {
        guard let first = path.first else { return try PodSpec(from: &reader) }
        var found = JSONMember<PodSpec?>()
        try reader.object { reader, name in
            switch name.description {
            case first: try found.take(from: &reader) { try find(path.dropFirst(), in: &$0, &hasReference) }
            case let name where name == member: hasReference = try reader.optional { try $0.skip() } != nil
            default: try reader.skip()
            }
        }
        return found.value ?? nil
    }

    private init(from reader: inout JSONReader) throws {
        var groups = [JSONMember<[Container]>](repeating: JSONMember(), count: 3)
        var volumes = JSONMember<[String?]>()
        func containers(_ group: Int, _ reader: inout JSONReader) throws {
            try groups[group].take(from: &reader) { try $0.all { try Container(from: &$0) } }
        }
        try reader.object { reader, name in
            switch name {
            case "containers": try containers(0, &reader)
            case "initContainers": try containers(1, &reader)
            case "ephemeralContainers": try containers(2, &reader)
            case "volumes": try volumes.take(from: &reader) { try $0.all { try Self.image(ofVolume: &$0) } }
            default: try reader.skip()
            }
        }
        self.containers = groups.flatMap { $0.value ?? [] }
        isComplete = groups[0].value?.isEmpty == false && self.containers.allSatisfy { $0.image?.isEmpty == false }
        self.volumes = (volumes.value ?? []).compactMap(\.self)
    }

    /// Reads a volume and returns its image, at `image.reference`.
    private static func image(ofVolume reader: inout JSONReader) throws -> String? {
        var image = JSONMember<String?>()
        try reader.object { reader, name in
            guard case "image" = name else { return try reader.skip() }
            try image.take(from: &reader) { reader in
                var reference = JSONMember<String>()
                try reader.object { reader, name in
                    guard case "reference" = name else { return try reader.skip() }
                    try reference.take(from: &reader) { try $0.string() }
                }
                return reference.value
            }
        }
        return image.value ?? nil
    }
}

extension PodSpec.Container {
    fileprivate init(from reader: inout JSONReader) throws {
        var name = JSONMember<String>()
        var image = JSONMember<String>()
        try reader.object { reader, member in
            switch member {
            case "name": try name.take(from: &reader) { try $0.string() }
            case "image": try image.take(from: &reader) { try $0.string() }
            default: try reader.skip()
            }
        }
        self.init(name: name.value ?? "", image: image.value)
    }
}
