/// A kind of workload: its name in files, its list, and the members that lead to its pods' specification.
struct KubernetesKind: Sendable, Hashable {
    let name: String
    /// The group and version, such as `apps/v1`.
    let groupVersion: String
    let plural: String
    let template: [String]

    private init(_ name: String, _ groupVersion: String, _ plural: String, _ template: [String] = pod) {
        (self.name, self.groupVersion, self.plural, self.template) = (name, groupVersion, plural, template)
    }

    /// The kind of its lists, such as `PodList`.
    var listKind: String { name.prefix(1).uppercased() + name.dropFirst() + "List" }

    static let all = [
        KubernetesKind("pod", "v1", "pods", ["spec"]),
        KubernetesKind("replicationController", "v1", "replicationcontrollers"),
        KubernetesKind("deployment", "apps/v1", "deployments"),
        KubernetesKind("replicaSet", "apps/v1", "replicasets"),
        KubernetesKind("statefulSet", "apps/v1", "statefulsets"),
        KubernetesKind("daemonSet", "apps/v1", "daemonsets"),
        KubernetesKind("controllerRevision", "apps/v1", "controllerrevisions", ["data"] + pod),
        KubernetesKind("job", "batch/v1", "jobs"),
        KubernetesKind("cronJob", "batch/v1", "cronjobs", ["spec", "jobTemplate"] + pod),
    ]

    private static let pod = ["spec", "template", "spec"]
}
