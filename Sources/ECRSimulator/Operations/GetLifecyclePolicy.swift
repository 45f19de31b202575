import Essentials
import ImageModel

struct GetLifecyclePolicyRequest: Decodable {
    var registryId: String?
    var repositoryName: String
}

struct GetLifecyclePolicyResponse: Encodable {
    var registryId: String
    var repositoryName: String
    var lifecyclePolicyText: String
    var lastEvaluatedAt: Date?
}

extension Registry {
    /// Returns the repository's own lifecycle policy, which the simulator never carries out.
    mutating func lifecyclePolicy(_ request: GetLifecyclePolicyRequest) throws -> Data {
        let registryID = id
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            guard let text = repository.lifecyclePolicy else {
                throw ServiceError.lifecyclePolicyNotFound(repository.name, registryID: registryID)
            }
            return try Message.encode(
                GetLifecyclePolicyResponse(
                    registryId: registryID, repositoryName: request.repositoryName, lifecyclePolicyText: text,
                    lastEvaluatedAt: repository.lifecyclePolicyEvaluatedAt))
        }
    }
}

extension ServiceError {
    static func lifecyclePolicyNotFound(_ name: RepositoryName, registryID: String) -> ServiceError {
        ServiceError(
            code: "LifecyclePolicyNotFoundException",
            message: """
                Lifecycle policy does not exist for the repository with name '\(name)' in the registry with id \
                '\(registryID)'
                """)
    }
}
