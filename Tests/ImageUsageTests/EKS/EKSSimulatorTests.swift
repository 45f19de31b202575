import AWSClient
import ECRSimulator
import HTTPTransport
import ImageModel
import ImageUsage
import Testing

@Suite("What EKS uses, in the simulator")
struct EKSSimulatorTests {
    private static func registry(_ clusters: [KubernetesClusterEntry], faults: [Fault] = []) throws -> SimulatedRegistry
    {
        try .running(WorkloadsEntry(kubernetesClusters: clusters), images: ["one", "two"], faults: faults)
    }

    private static let clusters = [
        KubernetesClusterEntry(
            "prod",
            workloads: [
                .init("pod", "web", containers: [ContainerEntry("web", image: "ecr:app:one")], count: 1_200),
                .init("statefulSet", "db", containers: [ContainerEntry("db", image: "ecr:app:two")]),
            ]),
        KubernetesClusterEntry("new", status: "CREATING"),
    ]

    private static func answer(_ registry: SimulatedRegistry) async throws -> UsageAnswer {
        try await EKSUsageSource.forTests(SimulatorTransport(to: registry)).answer(in: CallContext())
    }

    @Test("Pods and definitions are read in pages")
    func uses() async throws {
        let registry = try Self.registry(Self.clusters)
        let answer = try await Self.answer(registry)
        #expect(try answer.digests == [registry.digest("one"): "EKS pod default/web-0 in the cluster prod"])
        #expect(Set(answer.uses.compactMap(\.reference.tag)) == ["one", "two"])
        // Three pages of pods, and a page of each other kind.
        #expect(registry.calls["eks:ListObjects"] == 11)
        #expect(registry.calls["eks:DescribeCluster"] == 2)
    }

    @Test("A simulator that checks signatures checks tokens, too", arguments: [true, false])
    func tokens(isKnown: Bool) async throws {
        let own = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
        let other = Credentials(
            accessKeyID: KeyedCredentials.keys.accessKeyID, secretAccessKey: "another",
            sessionToken: "tokentokentokentoken")
        let registry = try SimulatedRegistry(
            RegistryFile(workloads: WorkloadsEntry(kubernetesClusters: [KubernetesClusterEntry("prod")])),
            authentication: .signatures([own, isKnown ? KeyedCredentials.keys : other]), clock: { present })
        if isKnown {
            #expect(try await Self.answer(registry).clusters == ["prod"])
        } else {
            #expect(try await failure { try await Self.answer(registry) }.code == "Unauthorized")
        }
    }

    @Test(
        "A call that always fails is an error",
        arguments: ["eks:ListClusters", "eks:DescribeCluster", "eks:GetGroups", "eks:ListObjects"] as [Operation],
        [Fault.Kind.accessDenied, .throttling, .truncatedBody])
    func faults(operation: Operation, kind: Fault.Kind) async throws {
        let registry = try Self.registry(Self.clusters, faults: [Fault(kind, of: operation)])
        let error = try await failure { try await Self.answer(registry) }
        if operation == "eks:ListObjects" { #expect(error.operation.contains("EKS cluster prod")) }
    }
}
