import AWSClient
import ECRClient
import ImageModel

/// Whether manifests may be read to count exact bytes, in one registry.
struct ExactBytesAccess: Sendable {
    /// Reads manifests; `nil` if exact bytes are not counted.
    var reader: ExactBytesReader?
    /// The warning if exact bytes are wanted and not counted.
    var warning: String?

    private init(reader: ExactBytesReader? = nil, warning: String? = nil) {
        (self.reader, self.warning) = (reader, warning)
    }

    /// No exact bytes are wanted.
    static let notWanted = ExactBytesAccess()

    /// Asks whether ECR would record the reading as pulls.
    ///
    /// Then every image would look pulled. ECR's own rules would lose the history, and so would this program's.
    init(to clients: TargetClients, in run: RunContext) async {
        guard clients.registry.kind == .privateRegistry else {
            self.init(warning: "\(Self.refusal): Amazon ECR Public gives no manifests")
            return
        }
        let registry = clients.registry.scoped(to: run.exactBytesCalls)
        let check = PullTimeCheck(
            registry: registry, region: clients.region, sts: clients.sts?.scoped(to: run.exactBytesCalls))
        switch await check.finding() {
        case .excluded: self.init(reader: ExactBytesReader(registry: registry, calls: run.exactBytesPermits))
        case .recorded(let caller):
            self.init(
                warning: "\(Self.refusal): ECR would record the reading of all manifests as pulls by "
                    + "\(caller.arn)\(caller.remedy(in: clients.region))")
        case .unknown(let caller, let reason):
            let reader = caller.map { " by \($0.arn)" } ?? ""
            self.init(
                warning: "\(Self.refusal): it is not known whether ECR would record the reading of all manifests as "
                    + "pulls\(reader): \(reason)")
        }
    }

    private static let refusal = "exact bytes are not counted"

    /// The warning about repositories with images that could not be read; `nil` if there are none.
    static func warning(about reports: [RepositoryReport]) -> String? {
        let failed = reports.filter { $0.exactBytesFailure != nil }
        guard let first = failed.first, let reason = first.exactBytesFailure else { return nil }
        let others = failed.count == 1 ? "" : " and \(Amounts.count(failed.count - 1)) more"
        return "exact bytes are a range in \(first.name)\(others), since manifests stayed unread: \(reason)"
    }
}
