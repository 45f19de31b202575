import AWSClient
import Essentials
import Formats

extension SimulatedRegistry.State {
    /// Performs an operation of STS.
    mutating func performSTS(_ request: ServiceRequest, roles: [RoleEntry], context: CallContext) throws -> Data {
        switch request.operation.name {
        case "GetCallerIdentity":
            XMLText.answer(
                request.operation,
                XMLText.text("Arn", context.caller.arn) + XMLText.text("UserId", context.caller.userID)
                    + XMLText.text("Account", context.caller.account),
                requestID: context.requestID)
        case "AssumeRole": try assumeRole(request, roles, context)
        default: throw ServiceError.unknownQueryOperation(request.operation)
        }
    }

    /// Returns credentials for a role.
    ///
    /// A missing role, a role that does not trust the caller, and a wrong external id get the same error.
    private mutating func assumeRole(
        _ request: ServiceRequest, _ roles: [RoleEntry], _ context: CallContext
    ) throws -> Data {
        let arn = try Self.parameter("RoleArn", of: request, length: 20...2_048)
        let session = try Self.parameter("RoleSessionName", of: request, length: 2...64)
        guard session.utf8.allSatisfy(Self.isSessionNameByte) else {
            throw ServiceError.invalidParameter(
                "roleSessionName", "Member must satisfy regular expression pattern: [\\w+=,.@-]*")
        }
        let seconds = try request.number("DurationSeconds") ?? 3_600
        guard (900...43_200).contains(seconds) else {
            throw ServiceError.invalidParameter(
                "durationSeconds", "Member must have value from 900 to 43200, and not \(seconds)")
        }
        guard let role = roles.first(where: { $0.arn == arn }),
            role.trusts.isEmpty || role.trusts.contains(context.caller.principal),
            role.externalID == nil || role.externalID == request.parameters["ExternalId"]
        else { throw ServiceError.accessDenied(request.operation, caller: context.caller.arn, resource: arn) }
        guard seconds <= (context.caller.isAssumed ? 3_600 : role.maxSessionSeconds) else {
            throw ServiceError.invalidParameters(
                context.caller.isAssumed
                    ? "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
                    : "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        }
        let begun = RoleSession(
            credentials: nextCredentials(), caller: Caller(role, session: session),
            expires: context.now.addingTimeInterval(Double(seconds)))
        sessions[begun.credentials.accessKeyID] = begun
        return XMLText.answer(request.operation, Self.result(begun), requestID: context.requestID)
    }

    private static func parameter(
        _ name: String, of request: ServiceRequest, length: ClosedRange<Int>
    ) throws -> String {
        guard let text = request.parameters[name] else {
            throw ServiceError.invalidParameter(name, "Member must not be null")
        }
        guard length.contains(text.utf8.count) else {
            throw ServiceError.invalidParameter(
                name, "Member must have length from \(length.lowerBound) to \(length.upperBound)")
        }
        return text
    }

    private static func isSessionNameByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "_+=,.@-".utf8.contains(byte)
    }

    /// Creates credentials unlike those of any other session.
    ///
    /// Like AWS's, the token has characters that a form must encode.
    private func nextCredentials() -> Credentials {
        let number = String(sessions.count + 1)
        let digits = String(repeating: "0", count: max(0, 8 - number.count)) + number
        return Credentials(
            accessKeyID: "ASIASIMULATO\(digits)", secretAccessKey: "simulator/assumed+secret/\(digits)",
            sessionToken: "IQoJb3JpZ2luX2VjE/simulator+session/\(digits)==")
    }

    private static func result(_ session: RoleSession) -> String {
        let credentials =
            XMLText.text("AccessKeyId", session.credentials.accessKeyID)
            + XMLText.text("SecretAccessKey", session.credentials.secretAccessKey)
            + XMLText.text("SessionToken", session.credentials.sessionToken ?? "")
            + XMLText.text("Expiration", session.expires.iso8601)
        let user =
            XMLText.text("AssumedRoleId", session.caller.userID) + XMLText.text("Arn", session.caller.arn)
        return XMLText.element("Credentials", credentials) + XMLText.element("AssumedRoleUser", user)
    }
}
