import Essentials
import Formats

/// The parts of a workload in the Kubernetes API that tell its images.
///
/// All other members are ignored. A member of a wrong type is an error, since it may hide an image.
struct KubernetesObject: Sendable {
    let name: String
    let namespace: String
    let createdAt: Date?
    /// The pods' specification; `nil` if the object has none.
    let pod: PodSpec?
    /// The status of a pod or of a Knative revision.
    let status: PodStatus

    /// Reads an item of a resource's list.
    init(from reader: inout JSONReader, of resource: KubernetesResource) throws {
        var metadata = JSONMember<Metadata>()
        var pod: PodSpec?
        var status = JSONMember<PodStatus>()
        var hasReference = false
        let hasStatus = resource.template == ["spec"]
        try reader.object { reader, name in
            switch name {
            case "metadata": try metadata.take(from: &reader) { try Metadata(from: &$0) }
            case "status" where hasStatus: try status.take(from: &reader) { try PodStatus(from: &$0) }
            case let name where name.description == resource.template[0]:
                guard pod == nil else { throw JSONError("stands twice") }
                pod =
                    try reader.optional {
                        try PodSpec.find(
                            resource.template.dropFirst(), in: &$0, reference: resource.reference, &hasReference)
                    } ?? nil
            default: try reader.skip()
            }
        }
        let known = try metadata.required("metadata")
        guard pod != nil || hasReference || !resource.requiresTemplate else {
            let reference = resource.reference.map { " and no spec.\($0)" } ?? ""
            throw JSONError(
                "\(known.namespace)/\(known.name) has no \(resource.template.joined(separator: "."))\(reference)")
        }
        guard pod?.isComplete != false || hasReference || !resource.requiresTemplate else {
            throw JSONError("\(known.namespace)/\(known.name) has no containers, or one without an image")
        }
        (self.name, namespace, createdAt) = (known.name, known.namespace, known.createdAt)
        self.pod = pod
        self.status = status.value ?? PodStatus()
    }

    private struct Metadata {
        let name: String
        let namespace: String
        let createdAt: Date?

        init(from reader: inout JSONReader) throws {
            var name = JSONMember<String>()
            var namespace = JSONMember<String>()
            var createdAt = JSONMember<Date>()
            try reader.object { reader, member in
                switch member {
                case "name": try name.take(from: &reader) { try $0.string() }
                case "namespace": try namespace.take(from: &reader) { try $0.string() }
                case "creationTimestamp": try createdAt.take(from: &reader) { try $0.kubernetesTime() }
                default: try reader.skip()
                }
            }
            self.name = try name.required("name")
            self.namespace = try namespace.required("namespace")
            self.createdAt = createdAt.value
        }
    }
}

extension JSONReader {
    /// Reads a time such as `2026-01-31T12:00:00Z`, maybe with a fraction of a second.
    mutating func kubernetesTime() throws -> Date {
        let text = try string()
        let digits = text.filter { $0 != "-" && $0 != ":" }
        let whole = digits.prefix { $0 != "." && $0 != "Z" } + "Z"
        guard text.hasSuffix("Z"), let time = CivilTime(basicISO8601: whole) else {
            throw JSONError("is not a time in UTC")
        }
        return time.date
    }
}
