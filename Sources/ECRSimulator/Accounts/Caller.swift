import AWSClient
import Essentials
import ImageModel

/// The sender of a request.
struct Caller: Sendable {
    /// The account.
    var account: String
    /// The role or the user.
    var principal: String
    /// The name of the role's session; `nil` for a user.
    var session: String?
    /// Whether the credentials come from `AssumeRole`.
    ///
    /// This limits the roles to assume next.
    var isAssumed = false

    /// The caller with the simulator's own credentials.
    ///
    /// The caller is a user, or a session of a role.
    init(principal: String, account: String) {
        self.account = account
        self.principal = principal
        session = principal.contains(":role/") ? "simulator" : nil
    }

    init(_ role: RoleEntry, session: String) {
        account = role.account
        principal = role.arn
        self.session = session
        isAssumed = true
    }

    /// The caller's ARN in answers and errors.
    var arn: String {
        guard let session else { return principal }
        let parts = principal.split(separator: ":", omittingEmptySubsequences: false)
        let role = principal.split(separator: "/").last.map(String.init) ?? ""
        return "arn:\(parts.count > 1 ? String(parts[1]) : "aws"):sts::\(account):assumed-role/\(role)/\(session)"
    }

    /// The unique id, constant while the principal exists.
    var userID: String {
        let id = ImageDigest.of(principal).description.dropFirst("sha256:".count).prefix(17).uppercased()
        return session.map { "AROA\(id):\($0)" } ?? "AIDA\(id)"
    }
}

/// The credentials from one `AssumeRole`, and their caller.
struct RoleSession: Sendable {
    let credentials: Credentials
    let caller: Caller
    let expires: Date
}

extension SimulatedRegistry.State {
    /// The owner of a signature's credentials.
    ///
    /// The owner is a role's session, or else the file's caller.
    func caller(_ authorization: SigV4Signer.Authorization?, home: Caller) -> Caller {
        authorization.flatMap { sessions[$0.accessKeyID]?.caller } ?? home
    }
}
