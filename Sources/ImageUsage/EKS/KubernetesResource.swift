/// A kind of workload in the Kubernetes API, and where its pods' definition is.
struct KubernetesResource: Sendable, Hashable {
    /// The API group; empty for the core group.
    let group: String
    let version: String
    /// The name in paths and roles, such as `deployments`.
    let plural: String
    /// The kind in words, for reports.
    let kind: String
    /// The members that lead from an object to its pods' specification.
    let template: [String]
    /// Whether every object has a pods' specification, in which each container has an image.
    var requiresTemplate = true
    /// The member of `spec` that refers to another workload in place of a template, if there may be one.
    var reference: String?

    /// The group and version, such as `apps/v1`.
    var groupVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The kind of its lists in lower case, such as `podlist`.
    var listKind: String { kind.replacing("Knative ", with: "").replacing(" ", with: "").lowercased() + "list" }

    /// The path of the list across all namespaces.
    var path: String { "\(groupPath)/\(plural)" }

    /// The path of the list of the group's resources.
    var groupPath: String { (group.isEmpty ? "/api/" : "/apis/") + groupVersion }

    /// The name in a cluster role, such as `rollouts.argoproj.io`.
    var name: String { group.isEmpty ? plural : "\(plural).\(group)" }

    static let pods = KubernetesResource(group: "", version: "v1", plural: "pods", kind: "pod", template: ["spec"])

    /// The resources of every cluster, which `AmazonEKSViewPolicy` may list.
    ///
    /// Pods come first, then what makes them. So a pod that starts meanwhile comes from an object that is read later.
    /// Old replica sets and controller revisions are included, since a rollback returns to them.
    static let builtIn = [
        pods,
        KubernetesResource(
            group: "", version: "v1", plural: "replicationcontrollers", kind: "replication controller", template: pod),
        KubernetesResource(group: "apps", version: "v1", plural: "replicasets", kind: "replica set", template: pod),
        KubernetesResource(
            group: "apps", version: "v1", plural: "controllerrevisions", kind: "controller revision",
            template: ["data"] + pod, requiresTemplate: false),
        KubernetesResource(group: "batch", version: "v1", plural: "jobs", kind: "job", template: pod),
        KubernetesResource(group: "apps", version: "v1", plural: "deployments", kind: "deployment", template: pod),
        KubernetesResource(group: "apps", version: "v1", plural: "statefulsets", kind: "stateful set", template: pod),
        KubernetesResource(group: "apps", version: "v1", plural: "daemonsets", kind: "daemon set", template: pod),
        KubernetesResource(
            group: "batch", version: "v1", plural: "cronjobs", kind: "cron job",
            template: ["spec", "jobTemplate"] + pod),
    ]

    /// The custom resources that are read where they are installed.
    ///
    /// A rollout may refer to a deployment or a replica set in place of a template.
    static let custom = [
        KubernetesResource(
            group: "argoproj.io", version: "v1alpha1", plural: "rollouts", kind: "rollout", template: pod,
            reference: "workloadRef"),
        KubernetesResource(
            group: "serving.knative.dev", version: "v1", plural: "revisions", kind: "Knative revision",
            template: ["spec"]),
        KubernetesResource(
            group: "serving.knative.dev", version: "v1", plural: "services", kind: "Knative service", template: pod),
        KubernetesResource(
            group: "keda.sh", version: "v1alpha1", plural: "scaledjobs", kind: "scaled job",
            template: ["spec", "jobTargetRef", "template", "spec"]),
    ]

    private static let pod = ["spec", "template", "spec"]
}
