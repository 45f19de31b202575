import AWSClient
import Essentials
import ImageModel

/// Who sends a request.
struct Caller: Sendable {
    /// The account.
    var account: String
    /// The role or the user.
    var principal: String
    /// The name of the role's session; `nil` for a user.
    var session: String?
    /// Whether the credentials come from `AssumeRole`, which limits what may be assumed with them.
    var isAssumed = false

    /// Who calls with the simulator's own credentials: a session of the role, where the principal is one.
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

    /// The caller as AWS names it in answers and in errors.
    var arn: String {
        guard let session else { return principal }
        let parts = principal.split(separator: ":", omittingEmptySubsequences: false)
        let role = principal.split(separator: "/").last.map(String.init) ?? ""
        return "arn:\(parts.count > 1 ? String(parts[1]) : "aws"):sts::\(account):assumed-role/\(role)/\(session)"
    }

    /// The unique id, which never changes while the principal exists.
    var userID: String {
        let id = ImageDigest.of(principal).description.dropFirst("sha256:".count).prefix(17).uppercased()
        return session.map { "AROA\(id):\($0)" } ?? "AIDA\(id)"
    }
}

/// Credentials that `AssumeRole` gave out.
struct RoleSession: Sendable {
    let credentials: Credentials
    let caller: Caller
    let expires: Date
}

extension SimulatedRegistry.State {
    /// Who the credentials of a signature belong to: a role's session, or by default the file's own caller.
    func caller(_ authorization: SigV4Signer.Authorization?, home: Caller) -> Caller {
        authorization.flatMap { sessions[$0.accessKeyID]?.caller } ?? home
    }
}
