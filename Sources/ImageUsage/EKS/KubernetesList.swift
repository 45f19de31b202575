import Essentials
import Formats

/// A page of a resource's list.
struct KubernetesList: Sendable {
    let items: [KubernetesObject]
    /// The token of the next page.
    let next: String?

    /// Reads a page.
    ///
    /// A page that does not tell its items, or whether another follows, is an error: what it hides may be in use. So is a
    /// page of another kind.
    init(_ body: Data, of resource: KubernetesResource) throws {
        (items, next) = try JSONReader.read(body) { reader in
            var items = JSONMember<[KubernetesObject]>()
            var metadata = JSONMember<Metadata>()
            var kind = JSONMember<String>()
            try reader.object { reader, name in
                switch name {
                case "kind": try kind.take(from: &reader) { try $0.string() }
                case "items":
                    try items.take(from: &reader) { try $0.all { try KubernetesObject(from: &$0, of: resource) } }
                case "metadata": try metadata.take(from: &reader) { try Metadata(from: &$0) }
                default: try reader.skip()
                }
            }
            if let kind = kind.value, !["list", resource.listKind].contains(kind.lowercased()) {
                throw JSONError("it is a \(kind), and not a list of \(resource.plural)")
            }
            let position = try metadata.required("metadata")
            guard position.remaining <= 0 || position.next?.isEmpty == false else {
                throw JSONError("\(position.remaining) more items remain, and no token leads to them")
            }
            return (try items.required("items"), position.next)
        }
    }

    /// The position of a page in its list.
    private struct Metadata {
        let next: String?
        /// The number of items behind the page, as far as it is told.
        let remaining: Int64

        init(from reader: inout JSONReader) throws {
            var token = JSONMember<String>()
            var remaining = JSONMember<Int64>()
            try reader.object { reader, name in
                switch name {
                case "continue": try token.take(from: &reader) { try $0.string() }
                case "remainingItemCount": try remaining.take(from: &reader) { try $0.int64() }
                default: try reader.skip()
                }
            }
            (next, self.remaining) = (token.value, remaining.value ?? 0)
        }
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
