import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Synchronization
import Testing

@Suite("EKS clusters that can't be read")
struct EKSFaultTests {
    private static let pages = (0..<3).map { object("app-\($0)", images: ["\(ecr)/app:\($0)"]) }
    private static let deployments = "/apis/apps/v1/deployments"

    private static func stage(_ reply: @escaping EKSStage.Reply) -> EKSStage {
        EKSStage(lists: [deployments: pages], reply: reply)
    }

    @Test("A list has pages of 500, until one names no next")
    func pages() async throws {
        let stage = Self.stage { _, _ in nil }
        let uses = try await stage.answer().uses
        #expect(uses.map(\.reference.tag) == ["0", "1", "2"])
        #expect(
            stage.paths.filter { $0.hasPrefix(Self.deployments) } == [
                "\(Self.deployments)?limit=500", "\(Self.deployments)?limit=500&continue=1",
                "\(Self.deployments)?limit=500&continue=2",
            ])
    }

    @Test("Pages that bring the same objects again under new tokens are an error")
    func endless() async throws {
        let object = Self.pages[0]
        let stage = EKSStage(lists: [Self.deployments: Array(repeating: object, count: 150)]) { _, _ in nil }
        let error = try await failure { try await stage.answer() }
        #expect(error.message.contains("100 pages of the listing in a row brought nothing new"))
    }

    @Test("An expired page token begins the list again")
    func expiredToken() async throws {
        let stage = Self.stage { path, number in
            path.hasSuffix("continue=2") && number == 1 ? .failure(410, "too old") : nil
        }
        #expect(try await stage.answer().uses.map(\.reference.tag) == ["0", "1", "2"])
        #expect(stage.paths.count { $0 == "\(Self.deployments)?limit=500" } == 2)
    }

    @Test("A page token that always expires is an error in the end")
    func everExpiredToken() async throws {
        let stage = Self.stage { path, _ in path.hasSuffix("continue=2") ? .failure(410, "too old") : nil }
        let error = try await failure { try await stage.answer() }
        #expect(error.description.contains("GET /apis/apps/v1/deployments of the EKS cluster prod: Expired: too old"))
        #expect(stage.paths.count { $0 == "\(Self.deployments)?limit=500" } == 4)
    }

    @Test("A denied list names the cluster, and the commands to paste")
    func denied() async throws {
        let message = #"deployments.apps is forbidden: User \"arn:aws:sts::111122223333:assumed-role/reader/s\" cannot"#
        let stage = Self.stage { path, _ in path.hasPrefix(Self.deployments) ? .failure(403, message) : nil }
        let error = try await failure { try await stage.answer() }
        let target = "--region eu-west-1 --cluster-name prod --principal-arn arn:aws:iam::111122223333:role/reader"
        #expect(
            error.message.contains(
                "To do: run: aws eks create-access-entry \(target); aws eks associate-access-policy \(target) "
                    + "--policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy "
                    + "--access-scope type=cluster"))
        #expect(error.code == "Forbidden")
    }

    @Test(
        "A caller in a message that is no plain ARN is not pasted",
        arguments: ["admin", "arn:aws:iam::1:user/$(id)", "arn:aws:iam::1:user/a;b", "arn:aws:ec2::1:instance/i"])
    func strangeCaller(name: String) async throws {
        let stage = Self.stage { _, _ in .failure(403, #"pods is forbidden: User \"\#(name)\" cannot list"#) }
        let error = try await failure { try await stage.answer() }
        #expect(error.message.contains("--principal-arn arn:aws:iam::123456789012:role/cleaner --policy-arn"))
    }

    @Test("A cluster that takes no access entries is told to take them first")
    func configMap() async throws {
        let members = EKSStage.description() + #","accessConfig":{"authenticationMode":"CONFIG_MAP"}"#
        let stage = EKSStage(clusters: ["prod": members]) { _, _ in .failure(401) }
        let error = try await failure { try await stage.answer() }
        #expect(
            error.message.contains(
                "run: aws eks update-cluster-config --region eu-west-1 --name prod --access-config "
                    + "authenticationMode=API_AND_CONFIG_MAP; aws eks create-access-entry"))
    }

    @Test("A denied custom resource names the cluster role")
    func deniedCustomResource() async throws {
        let stage = EKSStage(
            groups: #"{"name":"argoproj.io","versions":[{"groupVersion":"argoproj.io/v1alpha1"}]}"#
        ) { path, _ in
            if path == "/apis/argoproj.io/v1alpha1" { return .init(body: #"{"resources":[{"name":"rollouts"}]}"#) }
            return path.contains("/rollouts") ? .failure(403, "no") : nil
        }
        let error = try await failure { try await stage.answer() }
        #expect(
            error.message.contains(
                "kubectl create clusterrole ecr-cleanup --verb=get,list --resource=rollouts.argoproj.io; "))
        #expect(error.message.contains("role/cleaner --kubernetes-groups ecr-cleanup"))
    }

    @Test("A refused token is replaced once")
    func refusedToken() async throws {
        let stage = Self.stage { path, number in path == "/apis" && number == 1 ? .failure(401) : nil }
        #expect(try await stage.answer().uses.count == 3)
        #expect(stage.paths.count { $0 == "/apis" } == 2)
    }

    @Test("An unknown caller is told by STS")
    func unknownCaller() async throws {
        let stage = Self.stage { _, _ in .failure(401, "Unauthorized") }
        let error = try await failure { try await stage.answer() }
        #expect(error.code == "Unauthorized")
        #expect(error.message.contains("--principal-arn arn:aws:iam::123456789012:role/cleaner"))
        #expect(stage.paths == ["/apis", "/apis"])
    }

    @Test("Too many requests wait as long as the cluster asks, up to half a minute")
    func throttled() async throws {
        let waits = Mutex<[Duration]>([])
        let statistics = CallStatistics()
        let stage = Self.stage { path, number in
            guard path.hasPrefix("/api/v1/pods"), number < 3 else { return nil }
            return .failure(429, "later", fields: [.retryAfter: number == 1 ? "7" : "3600"])
        }
        let source = try stage.source(waits: { wait in waits.withLock { $0.append(wait) } })
        #expect(try await source.answer(in: CallContext(statistics: statistics)).uses.count == 3)
        #expect(waits.withLock { $0 } == [.seconds(7), .seconds(30)])
        #expect((statistics.snapshot.throttled, statistics.snapshot.retries) == (2, 2))
    }

    @Test("Passing faults are tried again, and lasting ones are errors", arguments: [429, 500, 503])
    func lastingFault(status: Int) async throws {
        let stage = Self.stage { path, _ in path.hasPrefix("/api/v1/pods") ? .failure(status, "busy") : nil }
        let error = try await failure { try await stage.answer() }
        #expect(error.status == status)
        #expect(error.attempts == 6)
    }

    @Test(
        "A body that is cut or wrong is never a shorter list",
        arguments: [
            "", "{", #"{"kind":"List"}"#, #"{"metadata":{},"items":{}}"#, #"{"metadata":{},"items":[{}]}"#,
            #"{"metadata":{},"items":[],"items":[]}"#,
            #"{"metadata":{},"items":[{"metadata":{"name":"a","namespace":"b"}}]}"#,
            #"{"metadata":{},"items":[{"metadata":{"name":"a","namespace":"b"},"spec":{"template":{"spec":{"containers":{}}}}}]}"#,
            #"{"metadata":{},"items":[{"metadata":{"name":"a","namespace":"b"},"spec":{"template":{"spec":{"containers":[{"image":1}]}}}}]}"#,
            #"{"metadata":{},"items":[{"metadata":{"name":"a","namespace":"b"},"spec":{"template":{"spec":{"containers":[]}}}}]}"#,
            #"{"metadata":{},"items":[{"metadata":{"name":"a","namespace":"b"},"spec":{"template":{"spec":{"containers":[{"image":""}]}}}}]}"#,
            #"{"metadata":{"continue":1},"items":[]}"#,
        ])
    func wrongBody(body: String) async throws {
        let stage = Self.stage { path, _ in path.hasPrefix(Self.deployments) ? .init(body: body) : nil }
        let error = try await failure { try await stage.answer() }
        #expect(error.code == .malformedResponse)
        #expect(error.operation.contains("cluster prod"))
    }

    @Test(
        "A list that does not tell its items, or whether more follow, is an error",
        arguments: [
            #"{"metadata":{},"items":null}"#, #"{"metadata":{}}"#, #"{"items":[]}"#, #"{"metadata":null,"items":[]}"#,
            #"{"metadata":{"remainingItemCount":1},"items":[]}"#,
            #"{"metadata":{"remainingItemCount":1,"continue":""},"items":[]}"#,
        ])
    func hiddenItems(body: String) async throws {
        let stage = Self.stage { path, _ in path.hasPrefix(Self.deployments) ? .init(body: body) : nil }
        #expect(try await failure { try await stage.answer() }.code == .malformedResponse)
    }

    @Test(
        "A list of another kind is an error",
        arguments: ["PodList", "DeploymentTable", "Table", "Status", "Deployment"])
    func anotherKind(kind: String) async throws {
        let body = #"{"kind":"\#(kind)","metadata":{},"items":[]}"#
        let stage = Self.stage { path, _ in path.hasPrefix(Self.deployments) ? .init(body: body) : nil }
        let error = try await failure { try await stage.answer() }
        #expect(error.code == .malformedResponse && error.message.contains("it is a \(kind)"))
    }

    @Test("A cut body is read again")
    func cutBody() async throws {
        let stage = Self.stage { path, number in
            path.hasSuffix("continue=1") && number == 1 ? .init(body: #"{"items":[{"meta"#) : nil
        }
        #expect(try await stage.answer().uses.count == 3)
    }

    @Test("A page that is too large is read in smaller ones")
    func largePages() async throws {
        let stage = Self.stage { path, _ in
            path.contains("limit=500&continue=1") ? .init(status: EKSStage.Answer.tooLarge) : nil
        }
        #expect(try await stage.answer().uses.map(\.reference.tag) == ["0", "1", "2"])
        #expect(stage.paths.contains("\(Self.deployments)?limit=50&continue=2"))
    }

    @Test("A single object that is too large is an error")
    func largeObject() async throws {
        let stage = Self.stage { path, _ in
            path.hasPrefix(Self.deployments) ? .init(status: EKSStage.Answer.tooLarge) : nil
        }
        #expect(try await failure { try await stage.answer() }.code == "ResponseTooLarge")
    }

    @Test("A message that quotes the token does not show it")
    func redaction() async throws {
        let token = Mutex("")
        let stage = Self.stage { _, _ in .failure(403, token.withLock { $0 }) }
        _ = try await failure { try await stage.answer() }
        let field = try #require(stage.sent.first?.head.headerFields[.authorization])
        token.withLock { $0 = String(field.dropFirst(7)) }
        let error = try await failure { try await stage.answer() }
        #expect(!error.description.contains("k8s-aws-v1.aHR0cHM6"))
        #expect(error.message.contains("[redacted]"))
    }

    @Test("Nothing is sent after the deadline")
    func deadline() async throws {
        let stage = Self.stage { _, _ in nil }
        let context = CallContext(deadline: present)
        let error = try await failure { try await stage.source().answer(in: context) }
        #expect(error.code == .deadline)
        #expect(stage.sent.isEmpty)
    }
}
