import AWSClient
import Essentials
import Formats

extension KubernetesClient {
    /// The most objects on a page, and the most after an answer that was too large.
    private static let pageSizes = (usual: 500, small: 50)
    /// The most times that one list is begun.
    private static let maximumListings = 4

    /// Lists all objects of a resource in all namespaces, to the last page.
    ///
    /// If the token of the next page expires, the list is begun again: its pages would be of different times.
    func objects<Value: Sendable>(
        of resource: KubernetesResource, _ transform: @escaping @Sendable (KubernetesObject) -> Value
    ) async throws -> [Value] {
        var pageSize = Self.pageSizes.usual
        var last: AWSError?
        for _ in 0..<Self.maximumListings {
            do {
                return try await pages(of: resource, pageSize, transform)
            } catch let error as AWSError where error.code == .expired {
                last = error
            } catch let error as AWSError where error.code == .tooLarge && pageSize > Self.pageSizes.small {
                pageSize = Self.pageSizes.small
                last = error
            }
        }
        throw last ?? AWSError(code: .expired, operation: resource.path, message: "the list could not be read")
    }

    private func pages<Value: Sendable>(
        of resource: KubernetesResource, _ pageSize: Int, _ transform: @escaping @Sendable (KubernetesObject) -> Value
    ) async throws -> [Value] {
        let operation = "GET \(resource.path) of the EKS cluster \(cluster)"
        let pages = PageSequence<[(name: String, value: Value)]>(operation: operation) { token in
            let next = token.map { "&continue=" + PercentEncoding.encode($0.utf8) } ?? ""
            return try await get("\(resource.path)?limit=\(pageSize)\(next)") { body in
                let page = try KubernetesList(body, of: resource)
                return (page.items.map { ("\($0.namespace)/\($0.name)", transform($0)) }, page.next)
            }
        }
        return try await pages.all { $0.name }.map(\.value)
    }

    /// The custom resources that the cluster has, of those that are known.
    ///
    /// A group that is not installed answers 403 like a missing permission, so the groups are asked for first. A group
    /// may have other resources only: Argo CD shares its group with Argo Rollouts.
    ///
    /// - Throws: `AWSError`, also for a known resource of a version that this program can't read.
    func customResources() async throws -> [KubernetesResource] {
        let groups = try await get("/apis") { try JSONDecoder().decode(KubernetesGroups.self, from: $0) }.groups
        var found: [KubernetesResource] = []
        for group in groups {
            let wanted = KubernetesResource.custom.filter { $0.group == group.name }
            guard let first = wanted.first else { continue }
            let versions = group.versions.map(\.groupVersion)
            for version in versions {
                let names = Set(
                    try await get("/apis/\(version)") {
                        try JSONDecoder().decode(KubernetesResources.self, from: $0)
                    }.resources.map(\.name))
                let present = wanted.filter { names.contains($0.plural) }
                if version == first.groupVersion {
                    found += present
                } else if let unknown = present.first, !versions.contains(first.groupVersion) {
                    throw AWSError(
                        code: .malformedResponse, operation: "GET /apis/\(version) of the EKS cluster \(cluster)",
                        message: "the cluster has \(unknown.name) of the version \(version), and only "
                            + "\(unknown.groupVersion) can be read")
                }
            }
        }
        return found
    }
}
