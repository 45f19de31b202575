import AWSClient
import Essentials
import ImageModel

/// The steps that let this program read a cluster, as commands to paste.
struct KubernetesAdvice: Sendable {
    let cluster: EKSCluster
    let region: Region
    /// The custom resources of the cluster, of which `AmazonEKSViewPolicy` allows none.
    let customResources: [KubernetesResource]
    /// The caller's ARN, if it is known.
    let principal: String?

    /// Whether there is advice for an error.
    static func isKnown(_ error: AWSError) -> Bool { error.isDeniedByCluster || error.code == .unreachable }

    /// The error with the steps in its message.
    func explained(_ error: AWSError) -> AWSError {
        error.adding(". To do: \(steps(after: error))")
    }

    private func steps(after error: AWSError) -> String {
        guard error.isDeniedByCluster else {
            return "let this program reach the cluster's endpoint (run it in the VPC if the endpoint is private), or "
                + "leave the cluster out by protect.eksClusters if no image runs there"
        }
        let isCustom = customResources.contains { error.operation.contains(" \($0.path) ") }
        let command = isCustom && error.code == .forbidden ? clusterRole : accessEntry
        let isPartly = principal?.contains(":role/") ?? false
        return (principal == nil ? "with the ARN of this program's role for ROLE_ARN, " : "") + "run: \(command)"
            + (isPartly ? " (write the role's path before its name, where it has one)" : "")
    }

    /// The commands that add an access entry with the policy to view.
    private var accessEntry: String {
        let policy =
            "arn:\(Partition.containing(region).id):eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
        // Such a cluster refuses access entries.
        let isByConfigMap = cluster.accessConfig?.authenticationMode == "CONFIG_MAP"
        let change = "--access-config authenticationMode=API_AND_CONFIG_MAP"
        return
            (isByConfigMap ? "aws eks update-cluster-config --region \(region) --name \(cluster.name) \(change); " : "")
            + "aws eks create-access-entry \(target); "
            + "aws eks associate-access-policy \(target) --policy-arn \(policy) --access-scope type=cluster"
    }

    /// The commands that let a group list the custom resources, and put the caller into it.
    private var clusterRole: String {
        let resources = customResources.map(\.name).joined(separator: ",")
        return "kubectl create clusterrole ecr-cleanup --verb=get,list --resource=\(resources); "
            + "kubectl create clusterrolebinding ecr-cleanup --clusterrole=ecr-cleanup --group=ecr-cleanup; "
            + "aws eks update-access-entry \(target) --kubernetes-groups ecr-cleanup"
    }

    private var target: String {
        "--region \(region) --cluster-name \(cluster.name) --principal-arn \(principal ?? "ROLE_ARN")"
    }
}

extension AWSError {
    /// Whether a cluster does not know the caller, or denies it something.
    var isDeniedByCluster: Bool { code == .unauthorized || code == .forbidden }
}

/// A caller, as access entries name it.
struct EKSPrincipal: Sendable, Hashable {
    /// The ARN of the role or user, for a role without its path.
    let arn: String

    /// Reads a caller's ARN; `nil` if it is neither a role's session nor an identity of IAM.
    ///
    /// People paste the ARN into a shell, so it may hold no character with a meaning there.
    init?(_ caller: String) {
        guard caller.utf8.allSatisfy(Self.isAllowedInARN), let caller = ARN(caller),
            let principal = caller.roleOfSession ?? (caller.service == "iam" ? caller : nil)
        else { return nil }
        arn = principal.description
    }

    private static func isAllowedInARN(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || ":/_+=,.@-".utf8.contains(byte)
    }

    /// Finds the caller in Kubernetes' message: `pods is forbidden: User "arn:…" cannot list …`.
    init?(inMessage message: String) {
        guard let start = message.firstRange(of: "User \"") else { return nil }
        self.init(String(message[start.upperBound...].prefix { $0 != "\"" }))
    }
}
