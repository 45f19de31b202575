import Essentials
import ImageModel

struct StartLifecyclePolicyPreviewRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var lifecyclePolicyText: String?
}

struct StartLifecyclePolicyPreviewResponse: Encodable {
    var registryId: String
    var repositoryName: String
    var lifecyclePolicyText: String
    var status: String
}

extension Registry {
    /// Starts a preview: the policy is evaluated at once, and the results are given when the settings say so.
    ///
    /// One preview of a repository is in progress at a time.
    mutating func startLifecyclePolicyPreview(
        _ request: StartLifecyclePolicyPreviewRequest, _ context: CallContext
    ) throws -> Data {
        let (registryID, settings) = (id, lifecyclePreviews)
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            guard let text = request.lifecyclePolicyText ?? repository.lifecyclePolicy else {
                throw ServiceError.lifecyclePolicyNotFound(repository.name, registryID: registryID)
            }
            guard repository.preview == nil || settings.status != "IN_PROGRESS" else {
                throw ServiceError(
                    code: "LifecyclePolicyPreviewInProgressException",
                    message: """
                        Lifecycle policy preview is already in progress for the repository with name \
                        '\(repository.name)' in the registry with id '\(registryID)'
                        """)
            }
            let document = try LifecycleDocument(text: text)
            let evaluation = LifecycleEvaluation(
                of: document, on: repository.images.images().map(\.image.value), at: context.now, settings)
            let preview = StoredPreview(text: try document.text, rows: evaluation.rows)
            repository.preview = preview
            return try Message.encode(
                StartLifecyclePolicyPreviewResponse(
                    registryId: registryID, repositoryName: request.repositoryName,
                    lifecyclePolicyText: preview.text, status: "IN_PROGRESS"))
        }
    }
}
