/// The operations of a service that lists and describes resources.
///
/// Many services have the same pattern: a paged list of names, and descriptions by name. Such a service needs no code
/// in the simulator but this declaration, and the registry file has its resources in the service's own shapes.
struct DocumentAPI: Sendable {
    /// The kinds of resources, by their keys in the registry file.
    let collections: [String: Collection]

    /// A kind of resource.
    struct Collection: Sendable {
        /// The member that identifies a resource.
        let id: String
        /// The operation that lists the resources.
        let list: List
        /// The operation that describes resources; `nil` if the listing tells everything.
        let describe: Describe?
        /// The kinds of resources inside each, by the member that has them in the registry file.
        var nested: [String: Nested] = [:]
    }

    /// A kind of resource inside another, such as the versions of a runtime.
    ///
    /// Each has the members of the outer one, too, except those that it has itself.
    struct Nested: Sendable {
        /// The parameter with the id of the outer resource.
        let parent: String
        /// The error where there is no such outer resource.
        let notFound: ServiceError
        let collection: Collection
    }

    /// An operation that lists resources in pages.
    struct List: Sendable {
        let operation: String
        /// The member of the answer that holds the page.
        let member: String
        /// The members of a resource that the listing has; `nil` for the ids alone.
        var fields: [String]?
        /// The parameter for the size of a page, with the largest; `nil` if the service decides.
        var limit: (parameter: String, maximum: Int)?
        /// The largest page where no size is asked for.
        var defaultLimit = 100
        /// The parameter and the member for the next page.
        var token = "nextToken"
        /// Parameters that select resources, each with the member that has to be equal.
        var filters: [String: String] = [:]
        /// A parameter that selects by more than one member; `nil` if there is none.
        var kinds: Kinds?
    }

    /// A parameter whose values stand for kinds of resources.
    struct Kinds: Sendable {
        let parameter: String
        /// The value where a request has none.
        let unless: String
        /// Whether a resource belongs to the kind of a value.
        let contains: @Sendable (Document, String) -> Bool

        init(parameter: String, unless: String, contains: @escaping @Sendable (Document, String) -> Bool) {
            (self.parameter, self.unless, self.contains) = (parameter, unless, contains)
        }
    }

    /// An operation that describes resources by their ids.
    enum Describe: Sendable {
        /// Describes one resource, by a parameter; the answer is the resource, or has it in a member.
        case one(operation: String, parameter: String, member: String? = nil, notFound: ServiceError)
        /// Describes a batch; the answer leaves out, or names apart, what there is not.
        case batch(operation: String, parameter: String, maximum: Int, member: String, missing: String? = nil)

        var operation: String {
            switch self {
            case .one(let operation, _, _, _), .batch(let operation, _, _, _, _): operation
            }
        }
    }

    /// The services of this kind.
    static let all = Dictionary(
        uniqueKeysWithValues: Service.allCases.compactMap { service in
            service.traits.documents.map { (service, $0) }
        })

    /// Decodes the documents of all these services in a registry file.
    ///
    /// An unknown collection is an error.
    static func entries(from decoder: any Decoder) throws -> [Service: [String: [Document]]] {
        let container = try decoder.container(keyedBy: AnyKey.self)
        var entries: [Service: [String: [Document]]] = [:]
        for (service, api) in all where container.contains(AnyKey(service.rawValue)) {
            let collections = try container.superDecoder(forKey: AnyKey(service.rawValue))
            try collections.checkKeys(api.collections.keys.sorted())
            entries[service] = try [String: [Document]](from: collections)
        }
        return entries
    }
}
