/// The protocol, the paths and the errors of a service.
struct ServiceTraits: Sendable {
    /// The protocol of requests and answers.
    var wireProtocol: WireProtocol
    /// The part of `X-Amz-Target` before the operation; `nil` in other protocols.
    var targetPrefix: String?
    /// The error for too many calls.
    var throttling = ServiceError(code: "ThrottlingException", message: "Rate exceeded")
    /// The code of a failure of the server.
    var serverErrorCode = "ServerException"
    /// The code of a server that is unavailable.
    var unavailableCode = "ServiceUnavailableException"
    /// The member that holds a server failure's message.
    var messageMember = "message"
    /// The code of an invalid parameter.
    var invalidParameterCode = "InvalidParameterException"
    /// Further members of an invalid parameter's error.
    var invalidParameterMembers: [String: String] = [:]
    /// The paths of the operations, in REST protocols.
    var routes: [Route] = []
    /// The version of the API, which names the service in the query protocol; `nil` in other protocols.
    var version: String?
    /// The operations, if all resources are documents.
    var documents: DocumentAPI?
}

extension ServiceTraits {
    static let ecr = ServiceTraits(wireProtocol: .awsJSON, targetPrefix: "AmazonEC2ContainerRegistry_V20150921")
    static let ecrPublic = ServiceTraits(wireProtocol: .awsJSON, targetPrefix: "SpencerFrontendService")
    static let sts = ServiceTraits(
        wireProtocol: .query, throttling: ServiceError(code: "Throttling", message: "Rate exceeded"),
        serverErrorCode: "InternalFailure", unavailableCode: "ServiceUnavailable",
        invalidParameterCode: "ValidationError", version: "2011-06-15")
}
