/// The errors of every service, with the service's names and statuses.
extension Service {
    /// Too many calls.
    var throttling: ServiceError {
        switch self {
        case .ecr, .ecrPublic, .ecs, .events, .states:
            ServiceError(code: "ThrottlingException", message: "Rate exceeded")
        case .inspector2, .scheduler, .pipes:
            ServiceError(status: 429, code: "ThrottlingException", message: "Rate exceeded")
        case .lambda:
            ServiceError(
                status: 429, code: "TooManyRequestsException", message: "Rate Exceeded",
                members: ["Reason": "CallerRateLimitExceeded", "Type": "User"])
        case .eks: ServiceError(status: 429, code: "TooManyRequestsException", message: "Rate exceeded")
        case .batch: ServiceError(status: 429, code: "TooManyRequestsException", message: "Too Many Requests")
        case .sts: ServiceError(code: "Throttling", message: "Rate exceeded")
        }
    }

    /// A failure of the server.
    func serverError(_ status: Int) -> ServiceError {
        let code =
            switch self {
            case .ecr, .ecrPublic, .ecs, .batch, .eks: "ServerException"
            case .inspector2, .scheduler: "InternalServerException"
            case .events, .pipes: "InternalException"
            case .states: "InternalFailure"
            case .lambda: "ServiceException"
            case .sts: "InternalFailure"
            }
        let unavailable = self == .sts ? "ServiceUnavailable" : "ServiceUnavailableException"
        return ServiceError(
            status: status, code: status == 503 ? unavailable : code,
            message: "Failed on request of the simulator's user",
            messageMember: self == .lambda ? "Message" : "message")
    }
}

extension ServiceError {
    /// No policy allows the call.
    static func accessDenied(_ operation: Operation, caller: String, resource: String = "*") -> ServiceError {
        let isQuery = operation.service.wireProtocol == .query
        // For a role, STS reveals neither its existence nor the reason for the refusal.
        let reason = isQuery ? "" : " because no identity-based policy allows the \(operation.action) action"
        return ServiceError(
            status: operation.service.wireProtocol == .awsJSON ? 400 : 403,
            code: isQuery ? "AccessDenied" : "AccessDeniedException",
            message:
                "User: \(caller) is not authorized to perform: \(operation.action) on resource: \(resource)\(reason)",
            messageMember: "Message")
    }

    /// The same error, with a service's own name and status.
    ///
    /// The checks of signatures and parameters are shared, and use ECR's names.
    func named(by service: Service) -> ServiceError {
        var error = self
        switch code {
        case "InvalidParameterException": error.nameInvalidParameter(service)
        case "MissingAuthenticationTokenException", "IncompleteSignatureException", "UnrecognizedClientException",
            "InvalidSignatureException", "ExpiredTokenException":
            if service.wireProtocol != .awsJSON { error.status = 403 }
            if service.wireProtocol == .query { error.code = Self.queryNames[code] ?? code }
        default: break
        }
        return error
    }

    private mutating func nameInvalidParameter(_ service: Service) {
        switch service {
        case .ecr, .ecrPublic, .ecs: break
        case .lambda:
            code = "InvalidParameterValueException"
            members["Type"] = "User"
        case .inspector2:
            code = "ValidationException"
            members["reason"] = "FIELD_VALIDATION_FAILED"
        case .batch: code = "ClientException"
        case .eks: break
        case .events, .scheduler, .pipes, .states: code = "ValidationException"
        case .sts: code = "ValidationError"
        }
    }

    private static let queryNames = [
        "MissingAuthenticationTokenException": "MissingAuthenticationToken",
        "IncompleteSignatureException": "IncompleteSignature",
        "UnrecognizedClientException": "InvalidClientTokenId",
        "InvalidSignatureException": "SignatureDoesNotMatch",
        "ExpiredTokenException": "ExpiredToken",
    ]
}
