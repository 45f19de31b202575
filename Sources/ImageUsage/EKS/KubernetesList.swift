import Essentials
import Formats

/// A page of a resource's list.
struct KubernetesList: Sendable {
    let items: [KubernetesObject]
    /// The token of the next page.
    let next: String?

    /// Reads a page; without `items` it is an error, while `null` is an empty list.
    init(_ body: Data, of resource: KubernetesResource) throws {
        (items, next) = try JSONReader.read(body) { reader in
            var items = JSONMember<[KubernetesObject]>()
            var next = JSONMember<String?>()
            var hasItems = false
            try reader.object { reader, name in
                switch name {
                case "items":
                    hasItems = true
                    try items.take(from: &reader) { try $0.all { try KubernetesObject(from: &$0, of: resource) } }
                case "metadata": try next.take(from: &reader) { try Self.token(&$0) }
                default: try reader.skip()
                }
            }
            guard hasItems else { throw JSONError.missing("items") }
            return (items.value ?? [], next.value ?? nil)
        }
    }

    private static func token(_ reader: inout JSONReader) throws -> String? {
        var token = JSONMember<String>()
        try reader.object { reader, name in
            guard case "continue" = name else { return try reader.skip() }
            try token.take(from: &reader) { try $0.string() }
        }
        return token.value
    }
}

/// The answer to `GET /apis`: the API groups of a cluster.
struct KubernetesGroups: Decodable, Sendable {
    struct Group: Decodable, Sendable {
        struct Version: Decodable, Sendable { let groupVersion: String }

        let name: String
        let versions: [Version]
    }

    let groups: [Group]
}

/// The answer to `GET /apis/GROUP/VERSION`: the group's resources.
struct KubernetesResources: Decodable, Sendable {
    struct Resource: Decodable, Sendable { let name: String }

    let resources: [Resource]
}

/// The answer to a request that failed.
struct KubernetesStatus: Decodable, Sendable {
    let message: String?
    let reason: String?
}
