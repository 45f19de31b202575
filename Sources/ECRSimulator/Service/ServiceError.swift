/// An error answer, under AWS's name.
struct ServiceError: Error, Sendable, Hashable {
    /// The HTTP status.
    var status = 400
    /// The exception's name.
    var code: String
    /// AWS's sentence for the error.
    var message: String
    /// The name of the message's member in the body.
    var messageMember = "message"
    /// Further members of the body.
    var members: [String: String] = [:]

    /// A parameter breaks a constraint of the service's model.
    static func invalidParameter(_ name: String, _ constraint: String) -> ServiceError {
        ServiceError(
            code: "InvalidParameterException",
            message: "Invalid parameter at '\(name)' failed to satisfy constraint: '\(constraint)'")
    }

    /// Parameters that exclude each other, or a problem of several parameters.
    static func invalidParameters(_ message: String) -> ServiceError {
        ServiceError(code: "InvalidParameterException", message: message)
    }

    static func repositoryNotFound(_ name: String, registryID: String) -> ServiceError {
        ServiceError(
            code: "RepositoryNotFoundException",
            message: "The repository with name '\(name)' does not exist in the registry with id '\(registryID)'")
    }

    static func imageNotFound(_ id: ImageID, repository: String, registryID: String) -> ServiceError {
        ServiceError(
            code: "ImageNotFoundException",
            message: """
                The image with imageId {imageDigest:'\(id.imageDigest ?? "null")', \
                imageTag:'\(id.imageTag ?? "null")'} does not exist within the repository with name '\(repository)' \
                in the registry with id '\(registryID)'
                """)
    }
}
