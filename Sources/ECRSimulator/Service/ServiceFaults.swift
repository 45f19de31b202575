/// The errors of every service, with the service's names and statuses.
extension Service {
    /// Too many calls.
    var throttling: ServiceError { traits.throttling }

    /// A failure of the server.
    func serverError(_ status: Int) -> ServiceError {
        ServiceError(
            status: status, code: status == 503 ? traits.unavailableCode : traits.serverErrorCode,
            message: "Failed on request of the simulator's user", messageMember: traits.messageMember)
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
        case "InvalidParameterException":
            error.code = service.traits.invalidParameterCode
            error.members.merge(service.traits.invalidParameterMembers) { $1 }
        case "MissingAuthenticationTokenException", "IncompleteSignatureException", "UnrecognizedClientException",
            "InvalidSignatureException", "ExpiredTokenException":
            if service.wireProtocol != .awsJSON { error.status = 403 }
            if service.wireProtocol == .query { error.code = Self.queryNames[code] ?? code }
        default: break
        }
        return error
    }

    private static let queryNames = [
        "MissingAuthenticationTokenException": "MissingAuthenticationToken",
        "IncompleteSignatureException": "IncompleteSignature",
        "UnrecognizedClientException": "InvalidClientTokenId",
        "InvalidSignatureException": "SignatureDoesNotMatch",
        "ExpiredTokenException": "ExpiredToken",
    ]
}
