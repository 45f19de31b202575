import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Testing

@Suite("What EKS uses")
struct EKSUsageTests {
    private static let user = "EKS pod team/app-1 in the cluster prod"

    @Test("A pod protects the digest that its node reports, under any name, and what its tag names now")
    func runningPod() async throws {
        let a = try digest("a")
        let pods = pod(images: ["\(ecr)/app:1"], ids: ["docker-pullable://\(ecr)/other@\(a)"])
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        #expect(answer.digests == [a: Self.user])
        let app = try #require(ImageReference("\(ecr)/app:1"))
        let other = try #require(ImageReference("\(ecr)/other@\(a)"))
        #expect(
            Set(answer.uses) == [
                ImageUse(reference: app, isRunning: true, start: .pending, user: Self.user),
                ImageUse(reference: app, resolvedDigest: a, isRunning: true, isExpected: false, user: Self.user),
                ImageUse(reference: other, resolvedDigest: a, isRunning: true, isExpected: false, user: Self.user),
            ])
    }

    @Test(
        "A digest counts whatever the registry's name is",
        arguments: [
            "docker.io/library/app@", "containerd://mirror:5000/app@", "docker://\(ecr)/app@", "@",
            "docker-pullable://@",
        ])
    func foreignNames(prefix: String) async throws {
        let a = try digest("a")
        let pods = pod(images: ["nginx:1"], ids: ["\(prefix)\(a)"])
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        #expect(answer.digests == [a: Self.user])
    }

    @Test(
        "The hash of a configuration is no digest: the tag counts, from the container's start",
        arguments: ["sha256:", "docker://sha256:"])
    func configurationHash(prefix: String) async throws {
        let pods = pod(images: ["\(ecr)/app:1"], ids: [prefix + String(repeating: "c", count: 64)])
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        #expect(answer.digests.isEmpty)
        let start = ImageUse.Start.at(Date(timeIntervalSince1970: 1_769_778_000))
        #expect(answer.uses.filter(\.isRunning).map(\.start) == [start])
        #expect(answer.uses.filter(\.isRunning).map(\.reference.tag) == ["1"])
    }

    @Test(
        "A pod that has not pulled yet pulls what its tag names now, for an hour",
        arguments: [
            ("2026-01-31T11:30:00Z", ImageUse.Start.pending),
            ("2026-01-31T10:59:00Z", .at(Date(timeIntervalSince1970: 1_769_776_200))),
        ])
    func pendingPod(createdAt: String, start: ImageUse.Start) async throws {
        let pods = pod(
            images: ["\(ecr)/app:1"], ids: [nil], phase: "Pending",
            state: #"{"waiting":{"reason":"ImagePullBackOff"}}"#, createdAt: createdAt)
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        #expect(answer.uses.filter(\.isRunning).map(\.start) == [start])
    }

    private static let impossibleTimes = [
        "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2014-12-31T23:59:59Z",
        "2026-03-01T12:00:00Z", "9999-12-31T23:59:59Z",
    ]

    @Test("An impossible start is unknown, wherever it stands", arguments: impossibleTimes)
    func impossibleStart(time: String) async throws {
        let running = #"{"running":{"startedAt":"\#(time)"}}"#
        let images = ["\(ecr)/app:1"]
        // The container's, the pod's, and the time of the pod's creation.
        let container = pod(images: images, ids: [""], state: running)
        let started = pod(images: images, ids: [""], state: "{}").replacing("2026-01-30T12:30:00Z", with: time)
        let created = pod(images: images, ids: [""], state: "{}", createdAt: time)
            .replacing(#""startTime":"2026-01-30T12:30:00Z","#, with: "")
        for item in [container, started, created] {
            let answer = try await EKSStage(lists: ["/api/v1/pods": [item]]).answer()
            #expect(answer.uses.filter(\.isRunning).map(\.start) == [.unknown])
        }
    }

    @Test("A pending pod of an impossible creation may have pulled at any time", arguments: impossibleTimes)
    func impossibleCreation(time: String) async throws {
        let item = pod(images: ["\(ecr)/app:1"], ids: [""], phase: "Pending", state: "{}", createdAt: time)
            .replacing(#""startTime":"2026-01-30T12:30:00Z","#, with: "")
        let answer = try await EKSStage(lists: ["/api/v1/pods": [item]]).answer()
        #expect(answer.uses.filter(\.isRunning).map(\.start) == [.unknown])
    }

    @Test("Only what the specification names is expected to be there, not a node's other name for it")
    func otherName() async throws {
        let a = try digest("a")
        let pods = pod(images: ["\(ecr)/app:1"], ids: ["\(ecr)/other@\(a)"])
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        let expected = answer.uses.filter(\.isExpected)
        #expect(expected.map(\.reference) == [try #require(ImageReference("\(ecr)/app:1"))])
        #expect(expected.map(\.digest) == [nil])
    }

    @Test("A node's name for an image of another registry is not expected to be there")
    func mirroredName() async throws {
        let a = try digest("a")
        let pods = pod(images: ["mirror.local/app:1"], ids: ["\(ecr)/app@\(a)"])
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        #expect(answer.digests == [a: Self.user])
        #expect(answer.uses.allSatisfy { !$0.isExpected })
    }

    @Test("A pod that has finished counts by name, as a definition does", arguments: ["Succeeded", "Failed"])
    func finishedPod(phase: String) async throws {
        let a = try digest("a")
        let pods = pod(
            images: ["\(ecr)/app:1"], ids: ["\(ecr)/app@\(a)"], phase: phase,
            state: #"{"terminated":{"exitCode":0,"startedAt":null}}"#)
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods]]).answer()
        #expect(answer.uses.allSatisfy { !$0.isRunning && $0.start == nil })
        #expect(answer.uses.contains { $0.reference.tag == "1" })
        #expect(answer.digests[a] == Self.user)
    }

    @Test("Init and ephemeral containers and image volumes count")
    func allContainers() async throws {
        let (b, c) = (try digest("b"), try digest("c"))
        let item = #"""
            {"metadata":{"name":"app-1","namespace":"team"},
             "spec":{"containers":[{"name":"a","image":"nginx:1"}],"initContainers":[{"name":"i","image":"\#(ecr)/app:i"}],
               "ephemeralContainers":[{"name":"e","image":"\#(ecr)/app:e"}],
               "volumes":[{"name":"v","image":{"reference":"\#(ecr)/app:v","pullPolicy":"Always"}},{"emptyDir":{}}]},
             "status":{"phase":"Running","initContainerStatuses":[{"name":"i","imageID":"\#(ecr)/app@\#(b)"}],
               "ephemeralContainerStatuses":[{"name":"e","imageID":"\#(ecr)/app@\#(c)"}]}}
            """#
        let answer = try await EKSStage(lists: ["/api/v1/pods": [item]]).answer()
        #expect(Set(answer.digests.keys) == [b, c])
        #expect(Set(answer.uses.compactMap(\.reference.tag)) == ["i", "e", "v"])
        #expect(answer.uses.contains { $0.reference.tag == "v" && $0.isRunning && $0.start == .unknown })
    }

    @Test(
        "Definitions of each kind count by name",
        arguments: [
            ("/api/v1/replicationcontrollers", "replication controller", ["spec", "template", "spec"]),
            ("/apis/apps/v1/deployments", "deployment", ["spec", "template", "spec"]),
            ("/apis/apps/v1/replicasets", "replica set", ["spec", "template", "spec"]),
            ("/apis/apps/v1/statefulsets", "stateful set", ["spec", "template", "spec"]),
            ("/apis/apps/v1/daemonsets", "daemon set", ["spec", "template", "spec"]),
            ("/apis/apps/v1/controllerrevisions", "controller revision", ["data", "spec", "template", "spec"]),
            ("/apis/batch/v1/jobs", "job", ["spec", "template", "spec"]),
            ("/apis/batch/v1/cronjobs", "cron job", ["spec", "jobTemplate", "spec", "template", "spec"]),
        ])
    func definitions(path: String, kind: String, template: [String]) async throws {
        let item = object(at: template, images: ["\(ecr)/app:1", "busybox"])
        let answer = try await EKSStage(lists: [path: [item]]).answer()
        let app = try #require(ImageReference("\(ecr)/app:1"))
        #expect(
            answer.uses == [
                ImageUse(reference: app, isRunning: false, user: "EKS \(kind) team/app in the cluster prod")
            ])
    }

    @Test(
        "Custom resources are read where their group has them",
        arguments: [
            ("argoproj.io/v1alpha1", "rollouts", ["spec", "template", "spec"]),
            ("serving.knative.dev/v1", "services", ["spec", "template", "spec"]),
            ("serving.knative.dev/v1", "revisions", ["spec"]),
            ("keda.sh/v1alpha1", "scaledjobs", ["spec", "jobTargetRef", "template", "spec"]),
        ])
    func customResources(groupVersion: String, plural: String, template: [String]) async throws {
        let group = groupVersion.split(separator: "/")[0]
        let item = object(at: template, images: ["\(ecr)/app:1"])
        let stage = EKSStage(
            lists: ["/apis/\(groupVersion)/\(plural)": [item]],
            groups: #"{"name":"\#(group)","versions":[{"groupVersion":"\#(groupVersion)"}]}"#
        ) { path, _ in
            path == "/apis/\(groupVersion)" ? .init(body: #"{"resources":[{"name":"\#(plural)"}]}"#) : nil
        }
        #expect(try await stage.answer().uses.map(\.reference.tag) == ["1"])
    }

    /// A cluster whose only workload is a rollout.
    private static func rollout(_ specification: String) -> EKSStage {
        let item = #"{"metadata":{"name":"app","namespace":"team"},"spec":\#(specification)}"#
        return EKSStage(
            lists: ["/apis/argoproj.io/v1alpha1/rollouts": [item]],
            groups: #"{"name":"argoproj.io","versions":[{"groupVersion":"argoproj.io/v1alpha1"}]}"#
        ) { path, _ in
            path == "/apis/argoproj.io/v1alpha1" ? .init(body: #"{"resources":[{"name":"rollouts"}]}"#) : nil
        }
    }

    @Test("A rollout may refer to another workload in place of a template")
    func rolloutOfWorkload() async throws {
        let reference = #"{"replicas":1,"workloadRef":{"kind":"Deployment","name":"app"}}"#
        #expect(try await Self.rollout(reference).answer().uses.isEmpty)
        let both = #"{"workloadRef":null,"template":{"spec":{"containers":[{"name":"c","image":"\#(ecr)/app:1"}]}}}"#
        #expect(try await Self.rollout(both).answer().uses.map(\.reference.tag) == ["1"])
    }

    @Test(
        "A rollout with neither a template nor another workload is an error that names it",
        arguments: ["{}", "null", #"{"template":null}"#, #"{"template":{}}"#, #"{"workloadRef":null,"replicas":1}"#])
    func rolloutWithoutTemplate(specification: String) async throws {
        let error = try await failure { try await Self.rollout(specification).answer() }
        #expect(error.code == .malformedResponse)
        #expect(error.message.contains("team/app has no spec.template.spec and no spec.workloadRef"), "\(error)")
    }

    @Test("A Knative revision counts by the digests that Knative resolved")
    func knativeRevision() async throws {
        let a = try digest("a")
        let item = object(
            at: ["spec"], images: ["\(ecr)/app:1"],
            status: #"{"containerStatuses":[{"name":"c0","imageDigest":"\#(ecr)/app@\#(a)"}]}"#)
        let stage = EKSStage(
            lists: ["/apis/serving.knative.dev/v1/revisions": [item]],
            groups: #"{"name":"serving.knative.dev","versions":[{"groupVersion":"serving.knative.dev/v1"}]}"#
        ) { path, _ in
            path == "/apis/serving.knative.dev/v1" ? .init(body: #"{"resources":[{"name":"revisions"}]}"#) : nil
        }
        let answer = try await stage.answer()
        #expect(answer.digests == [a: "EKS Knative revision team/app in the cluster prod"])
        #expect(answer.uses.allSatisfy { !$0.isRunning })
    }

    @Test("A group without the known resources is not asked for them, since a real API would answer 403")
    func otherResourcesOfGroup() async throws {
        let stage = EKSStage(
            groups: #"{"name":"argoproj.io","versions":[{"groupVersion":"argoproj.io/v1alpha1"}]}"#
        ) { path, _ in
            path == "/apis/argoproj.io/v1alpha1" ? .init(body: #"{"resources":[{"name":"applications"}]}"#) : nil
        }
        _ = try await stage.answer()
        #expect(!stage.paths.contains { $0.contains("rollouts") || $0.contains("keda") })
    }

    @Test("A known resource of an unknown version alone is an error")
    func unknownVersion() async throws {
        let stage = EKSStage(groups: #"{"name":"keda.sh","versions":[{"groupVersion":"keda.sh/v3"}]}"#) { path, _ in
            path == "/apis/keda.sh/v3" ? .init(body: #"{"resources":[{"name":"scaledjobs"}]}"#) : nil
        }
        let error = try await failure { try await stage.answer() }
        #expect(error.message.contains("scaledjobs.keda.sh of the version keda.sh/v3"))
    }

    @Test("Pods come before what makes them")
    func order() async throws {
        let stage = EKSStage()
        _ = try await stage.answer()
        let names = stage.paths.map { String($0.prefix { $0 != "?" }.split(separator: "/").last ?? "") }
        #expect(
            names == [
                "apis", "pods", "replicationcontrollers", "replicasets", "controllerrevisions", "jobs", "deployments",
                "statefulsets", "daemonsets", "cronjobs",
            ])
    }

    @Test("A deployment's thousand pods are one use, by the first of them")
    func manyPods() async throws {
        let a = try digest("a")
        let pods = (0..<1_000).map { pod("app-\($0)", images: ["\(ecr)/app:1"], ids: ["\(ecr)/app@\(a)"]) }
        let answer = try await EKSStage(lists: ["/api/v1/pods": [pods.joined(separator: ",")]]).answer()
        #expect(answer.uses.count == 2)
        #expect(Set(answer.uses.map(\.user)) == ["EKS pod team/app-0 in the cluster prod"])
    }

    @Test("Only the selected clusters are read, and the answer names them")
    func selection() async throws {
        let stage = EKSStage(clusters: [
            "dev": EKSStage.description("dev.example"), "prod": EKSStage.description("prod.example"),
        ])
        let answer = try await stage.source(isSelected: { $0 != "dev" }).answer(in: CallContext())
        #expect(answer.clusters == ["prod"])
        #expect(stage.sent.allSatisfy { $0.head.authority == "prod.example" })
    }

    @Test(
        "A cluster without an endpoint runs nothing while it is created, and is an error otherwise",
        arguments: [("CREATING", true), ("FAILED", true), ("ACTIVE", false), ("DELETING", false)])
    func noEndpoint(status: String, isEmpty: Bool) async throws {
        let stage = EKSStage(clusters: ["new": #""status":"\#(status)""#])
        if isEmpty {
            #expect(try await stage.answer().uses.isEmpty)
        } else {
            #expect(
                try await failure { try await stage.answer() }.message.contains("the EKS cluster new has the status"))
        }
        #expect(stage.sent.isEmpty)
    }

    @Test("A cluster that is being deleted is read like any other")
    func deletedCluster() async throws {
        let members = EKSStage.description().replacing("ACTIVE", with: "DELETING")
        let item = object(images: ["\(ecr)/app:1"])
        let stage = EKSStage(clusters: ["prod": members], lists: ["/apis/apps/v1/deployments": [item]])
        #expect(try await stage.answer().uses.count == 1)
    }

    @Test("Each request trusts the cluster's own authority alone, and carries its token")
    func trust() async throws {
        let stage = EKSStage()
        _ = try await stage.answer()
        #expect(stage.sent.allSatisfy { $0.authorities == Data("pem".utf8) })
        let fields = stage.sent.map { $0.head.headerFields[.authorization] ?? "" }
        #expect(fields.allSatisfy { $0.hasPrefix("Bearer k8s-aws-v1.") })
        #expect(Set(fields).count == 1)
    }

    @Test(
        "No token goes to an endpoint that is not safe",
        arguments: [
            #""endpoint":"http://prod.eks.example","certificateAuthority":{"data":"cGVt"}"#,
            #""endpoint":"http://127.0.0.1.example","certificateAuthority":{"data":"cGVt"}"#,
            #""endpoint":"https://user@prod.example","certificateAuthority":{"data":"cGVt"}"#,
            #""endpoint":"ftp://127.0.0.1","certificateAuthority":{"data":"cGVt"}"#,
            #""endpoint":"https://prod.example""#,
            #""endpoint":"https://prod.example","certificateAuthority":{"data":"not base64!"}"#,
        ])
    func unsafeEndpoint(members: String) async throws {
        let stage = EKSStage(clusters: ["prod": #""status":"ACTIVE",\#(members)"#])
        #expect(try await failure { try await stage.answer() }.message.contains("the EKS cluster prod has"))
        #expect(stage.sent.isEmpty)
    }

    @Test("Plain http is for this machine alone", arguments: ["127.0.0.1:5000/k8s/prod", "localhost:1", "[::1]:8080"])
    func loopback(endpoint: String) async throws {
        let stage = EKSStage(clusters: ["prod": #""status":"ACTIVE","endpoint":"http://\#(endpoint)""#])
        _ = try await stage.answer()
        #expect(stage.sent.allSatisfy { $0.head.scheme == "http" })
    }
}
