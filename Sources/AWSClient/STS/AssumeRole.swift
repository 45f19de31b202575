import Essentials

/// A role to assume, and the settings of the session.
public struct AssumedRole: Sendable, Hashable {
    /// The role's ARN.
    public var arn: String
    /// The session's name in the account's logs and the caller's ARN.
    ///
    /// It has 2 to 64 letters, digits, and `_+=,.@-`.
    public var sessionName: String
    /// The external id, if the role's trust policy asks for one.
    public var externalID: String?
    /// The lifetime of the credentials, in seconds.
    ///
    /// The default is an hour. Every role allows it, and a role assumed with another role's credentials allows no more.
    public var durationSeconds: Int
    /// The MFA device and its code, if the role's trust policy asks for one.
    public var mfa: MFA?

    /// An MFA device, and the code that it shows.
    public struct MFA: Sendable, Hashable {
        /// The device's serial number or ARN.
        public var serial: String
        /// The code: six digits, good for half a minute and one call.
        public var code: String

        /// Creates the answer of a device.
        public init(serial: String, code: String) {
            self.serial = serial
            self.code = code
        }
    }

    /// Describes a role to act as.
    public init(
        arn: String, sessionName: String = "ecr-cleanup", externalID: String? = nil, durationSeconds: Int = 3_600
    ) {
        self.arn = arn
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }

    /// The same role, in a session that is named after a run.
    ///
    /// What a session's name can't hold becomes a hyphen, or is cut off.
    func inSession(ofRun runID: String) -> AssumedRole {
        var role = self
        let name = "\(sessionName)-\(runID)".unicodeScalars.prefix(Self.longestSessionName).map { scalar in
            Self.isAllowedInSessionName(scalar) ? Character(scalar) : "-"
        }
        role.sessionName = String(name)
        return role
    }

    private static let longestSessionName = 64

    private static func isAllowedInSessionName(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = UInt8(exactly: scalar.value) else { return false }
        return byte.isASCIILetterOrDigit || "_+=,.@-".utf8.contains(byte)
    }
}

extension STSClient {
    /// Asks for temporary credentials to act as a role (`AssumeRole`).
    ///
    /// The caller needs `sts:AssumeRole` on the role, and the role's trust policy must name the caller. AWS gives the
    /// same refusal for a missing role, a role that trusts others, and a wrong external id.
    ///
    /// - SeeAlso: [AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)
    public func assumeRole(_ role: AssumedRole) async throws -> Credentials {
        try await client.call(AssumeRole(role: role)).credentials
    }
}

private struct AssumeRole: STSRequest {
    static let operation = "AssumeRole"

    let role: AssumedRole

    var parameters: [(name: String, value: String)] {
        var parameters = [
            (name: "RoleArn", value: role.arn), (name: "RoleSessionName", value: role.sessionName),
            (name: "DurationSeconds", value: "\(role.durationSeconds)"),
        ]
        if let externalID = role.externalID { parameters.append((name: "ExternalId", value: externalID)) }
        if let mfa = role.mfa {
            parameters += [(name: "SerialNumber", value: mfa.serial), (name: "TokenCode", value: mfa.code)]
        }
        return parameters
    }

    typealias Response = TemporaryCredentials
}
