import Essentials
import Formats

/// A cluster and its objects.
struct KubernetesCluster: Sendable {
    struct Object: Sendable {
        let key: String
        let value: KubernetesValue
    }

    var status: String
    /// The objects of each kind.
    var objects: [KubernetesKind: [Object]]

    /// Answers a page of a list.
    func objects(_ request: ServiceRequest) throws -> Data {
        let plural = request.parameters["plural"] ?? ""
        guard
            let kind = KubernetesKind.all.first(where: {
                $0.plural == plural && $0.groupVersion == request.groupVersion
            })
        else { throw ServiceError(status: 404, code: "NotFound", message: "404 page not found") }
        let limit = try request.number("limit") ?? 0
        let page = try Paging(
            listing: "List \(plural)", limit: limit > 0 ? limit : .max, token: request.parameters["continue"]
        ).page(of: objects[kind] ?? [], key: \.key)
        return try Message.encode(
            KubernetesValue.object([
                "kind": .text(kind.listKind), "apiVersion": .text(kind.groupVersion),
                "metadata": .object(["resourceVersion": .text("1"), "continue": .text(page.nextToken ?? "")]),
                "items": .array(page.items.map(\.value)),
            ]))
    }
}

/// A JSON value of the Kubernetes API.
indirect enum KubernetesValue: Encodable, Sendable {
    case text(String)
    case array([KubernetesValue])
    case object([String: KubernetesValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }

    /// The API groups, which all clusters have.
    static var groups: KubernetesValue {
        let groups = Set(KubernetesKind.all.map(\.groupVersion)).filter { $0.contains("/") }.sorted()
        return .object([
            "kind": .text("APIGroupList"),
            "groups": .array(
                groups.map { groupVersion in
                    .object([
                        "name": .text(String(groupVersion.prefix { $0 != "/" })),
                        "versions": .array([.object(["groupVersion": .text(groupVersion)])]),
                    ])
                }),
        ])
    }

    /// The resources of a group.
    static func resources(of groupVersion: String) -> KubernetesValue {
        let kinds = KubernetesKind.all.filter { $0.groupVersion == groupVersion }
        return .object([
            "kind": .text("APIResourceList"), "groupVersion": .text(groupVersion),
            "resources": .array(kinds.map { .object(["name": .text($0.plural)]) }),
        ])
    }
}

extension WorkloadBuilder {
    /// Builds the clusters of EKS.
    ///
    /// - Throws: ``RegistryFileError``.
    func kubernetesClusters(
        _ entries: [KubernetesClusterEntry], path: String
    ) throws -> [String: KubernetesCluster] {
        var clusters: [String: KubernetesCluster] = [:]
        for (index, entry) in entries.enumerated() {
            var cluster = KubernetesCluster(status: entry.status, objects: [:])
            for (position, workload) in entry.workloads.enumerated() {
                guard let kind = KubernetesKind.all.first(where: { $0.name == workload.kind }) else { continue }
                for number in 0..<workload.count {
                    cluster.objects[kind, default: []].append(
                        try object(workload, number, kind, "\(path)[\(index)].workloads[\(position)]"))
                }
            }
            guard clusters.updateValue(cluster, forKey: entry.name) == nil else {
                throw RegistryFileError(path: "\(path)[\(index)].name", message: "there are two clusters \(entry.name)")
            }
        }
        return clusters
    }

    private func object(
        _ workload: KubernetesClusterEntry.Workload, _ number: Int, _ kind: KubernetesKind, _ path: String
    ) throws -> KubernetesCluster.Object {
        let name = workload.name.numbered(number, of: workload.count)
        let time = KubernetesValue.text(workload.started.date(start: start).iso8601)
        let containers = try workload.containers.enumerated().map { index, container in
            (container.name, try container.numbered(number).reference(references, "\(path).containers[\(index)]"))
        }
        var pod = KubernetesValue.object([
            "containers": .array(containers.map { .object(["name": .text($0), "image": .text($1.uri)]) })
        ])
        for member in kind.template.dropFirst().reversed() { pod = .object([member: pod]) }
        var members: [String: KubernetesValue] = [
            "metadata": .object([
                "name": .text(name), "namespace": .text(workload.namespace), "creationTimestamp": time,
            ]),
            kind.template[0]: pod,
        ]
        if kind.name == "pod" {
            members["status"] = .object([
                "phase": .text(workload.phase), "startTime": time,
                "containerStatuses": .array(
                    containers.map { name, image in
                        .object([
                            "name": .text(name), "image": .text(image.uri),
                            "imageID": .text(image.digest.map { "\(image.repositoryURI)@\($0)" } ?? ""),
                        ])
                    }),
            ])
        }
        return KubernetesCluster.Object(key: "\(workload.namespace)/\(name)", value: .object(members))
    }
}
