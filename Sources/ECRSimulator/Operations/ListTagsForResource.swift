import Essentials
import ImageModel

struct ListTagsForResourceRequest: Decodable {
    var resourceArn: String
}

struct ListTagsForResourceResponse: Encodable {
    struct ResourceTag: Encodable {
        // Capitals, as in the service's model.
        var Key: String
        var Value: String
    }

    var tags: [ResourceTag]
}

extension Registry {
    /// Returns a repository's resource tags, sorted by key.
    func listTagsForResource(_ request: ListTagsForResourceRequest) throws -> Data {
        guard request.resourceArn.hasPrefix(arnPrefix) else {
            throw ServiceError.invalidParameter("resourceArn", "Invalid ARN of a repository in this registry")
        }
        let name = String(request.resourceArn.dropFirst(arnPrefix.count))
        guard let repository = repositories[RepositoryName(name)] else {
            throw ServiceError.repositoryNotFound(name, registryID: id)
        }
        let tags = repository.resourceTags.sorted { $0.key < $1.key }
        return try Message.encode(ListTagsForResourceResponse(tags: tags.map { .init(Key: $0.key, Value: $0.value) }))
    }
}
