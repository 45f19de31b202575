import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("The reading of ECR's preview")
struct PreviewReaderTests {
    private let part = ExpressiblePart(
        of: Policy.Section(name: "app", repositories: .all, rules: [.test(.sinceImagePushed(days: 15))]),
        protection: .none)

    private func stage(_ count: Int = 3) throws -> Stage {
        var stage = try Stage(.stale(count))
        stage.movesClockInSleep = true
        return stage
    }

    private func reader(on stage: Stage, marked mark: String = "ours") throws -> PreviewReader {
        PreviewReader(registry: try stage.client(), system: stage.system, part: part, mark: mark)
    }

    @Test("starts the preview once, and reads every page of it")
    func complete() async throws {
        let stage = try stage(230)
        let actions = try await reader(on: stage).actions(in: "app")
        #expect(actions.count == 230)
        #expect(Set(actions.values) == [PreviewedAction(.expire, rule: 1)])
        let pages = Array(repeating: "GetLifecyclePolicyPreview", count: 3)
        #expect(stage.operations == ["StartLifecyclePolicyPreview"] + pages)
        #expect(stage.clock.now == TestClock.start)
    }

    @Test("waits while ECR evaluates, longer each time")
    func inProgress() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "IN_PROGRESS"
        stage.registry.on(.before, call: 4, of: "GetLifecyclePolicyPreview") {
            $0.lifecyclePreviews.status = "COMPLETE"
        }
        #expect(try await reader(on: stage).actions(in: "app").count == 3)
        #expect(stage.clock.now.timeIntervalSince(TestClock.start) == 1 + 1.5 + 2.25)
    }

    @Test("ends if pages bring the same results again under new tokens")
    func endless() async throws {
        let stage = try stage(1)
        let pages = Mutex<[String]>([])
        let transport = StubTransport { request, _ in
            guard request.operation == "GetLifecyclePolicyPreview" else {
                return try await stage.transport.send(request)
            }
            if pages.withLock({ $0.isEmpty }) {
                let body = try await stage.transport.send(request).body
                pages.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
            }
            return pages.withLock { pages in
                pages.append(pages[0])
                return TransportResponse(.ok, text: "{\"nextToken\":\"\(pages.count)\"," + pages[0].dropFirst())
            }
        }
        let reader = PreviewReader(
            registry: try stage.client(through: transport), system: stage.system, part: part, mark: "ours")
        let error = await #expect(throws: AWSError.self) { try await reader.actions(in: "app") }
        #expect(error?.message.contains("brought nothing new") == true)
    }

    @Test("ends after five minutes, and says that ECR was not done")
    func timeout() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "IN_PROGRESS"
        let error = await #expect(throws: UnreadablePreview.self) { try await reader(on: stage).actions(in: "app") }
        #expect(error?.description == "ECR's preview was not complete after 5 minutes. Try again later")
        let waited = stage.clock.now.timeIntervalSince(TestClock.start)
        #expect((300..<310).contains(waited))
    }

    @Test("waits for a preview that somebody else started, and then starts its own")
    func foreignInProgress() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "IN_PROGRESS"
        try await stage.startForeignPreview(by: part)
        stage.registry.on(.before, call: 4, of: "StartLifecyclePolicyPreview") {
            $0.lifecyclePreviews.status = "COMPLETE"
        }
        #expect(try await reader(on: stage).actions(in: "app").count == 3)
        // The other caller's, and three of its own.
        #expect(stage.registry.calls["StartLifecyclePolicyPreview"] == 4)
        #expect(stage.registry.calls["GetLifecyclePolicyPreview"] == 1)
    }

    @Test("ends after five minutes of somebody else's previews, and says so")
    func foreignTimeout() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "IN_PROGRESS"
        try await stage.startForeignPreview(by: part)
        let error = await #expect(throws: UnreadablePreview.self) { try await reader(on: stage).actions(in: "app") }
        #expect(error?.description.hasPrefix("previews that somebody else started kept this one out") == true)
        #expect(stage.registry.calls["GetLifecyclePolicyPreview"] == nil)
    }

    @Test("never takes a preview of the same rules for its own, if somebody else started it")
    func replaced() async throws {
        let stage = try stage()
        let part = part
        stage.registry.on(.before, call: 1, of: "GetLifecyclePolicyPreview") { registry in
            registry.remove(registry.images(in: "app")[0].digest, from: "app")
            registry.startPreview(of: part.lifecyclePolicyText(marked: "somebody else's"))
        }
        #expect(try await reader(on: stage).actions(in: "app").count == 2)
        // Its own, and its own again.
        #expect(stage.operations.count { $0 == "StartLifecyclePolicyPreview" } == 2)
    }

    @Test("begins again if somebody else's preview comes between two pages")
    func replacedBetweenPages() async throws {
        let stage = try stage(150)
        let part = part
        stage.registry.on(.before, call: 2, of: "GetLifecyclePolicyPreview") { registry in
            registry.startPreview(of: part.lifecyclePolicyText(marked: "somebody else's"))
        }
        #expect(try await reader(on: stage).actions(in: "app").count == 150)
        #expect(stage.operations.count { $0 == "StartLifecyclePolicyPreview" } == 2)
    }

    @Test("starts again if the preview expired before it was read")
    func expired() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "EXPIRED"
        stage.registry.on(.before, call: 2, of: "StartLifecyclePolicyPreview") {
            $0.lifecyclePreviews.status = "COMPLETE"
        }
        #expect(try await reader(on: stage).actions(in: "app").count == 3)
    }

    @Test("is an error if ECR could not evaluate")
    func failed() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "FAILED"
        let error = await #expect(throws: UnreadablePreview.self) { try await reader(on: stage).actions(in: "app") }
        #expect(error?.description == "ECR could not evaluate the policy: the preview's status is FAILED")
    }

    @Test("ends at once if it is cancelled")
    func cancelled() async throws {
        let stage = try stage()
        stage.registry.lifecyclePreviews.status = "IN_PROGRESS"
        let reader = try reader(on: stage)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await reader.actions(in: "app")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("is an error if the preview contradicts itself")
    func contradiction() async throws {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        let text = part.lifecyclePolicyText(marked: "ours").replacing("\"", with: "\\\"")
        func row(_ rule: Int) -> String {
            #"{"imageDigest":"\#(digest)","action":{"type":"EXPIRE"},"appliedRulePriority":\#(rule)}"#
        }
        let answer =
            #"{"status":"COMPLETE","lifecyclePolicyText":"\#(text)","previewResults":[\#(row(1)),\#(row(2))]}"#
        let transport = StubTransport { _, _ in TransportResponse(.ok, text: answer) }
        let stage = try stage()
        let reader = PreviewReader(
            registry: try stage.client(through: transport), system: stage.system, part: part, mark: "ours")
        let error = await #expect(throws: UnreadablePreview.self) { try await reader.actions(in: "app") }
        #expect(error?.description == "the preview names two different actions for \(digest)")
    }
}

extension Stage {
    /// Starts a preview of the same rules, as another caller would.
    fileprivate func startForeignPreview(by part: ExpressiblePart) async throws {
        try await client().startLifecyclePolicyPreview(
            of: part.lifecyclePolicyText(marked: "somebody else's"), in: "app")
    }
}

extension SimulatedRegistry {
    /// Starts a preview in `app`, as another caller would.
    fileprivate func startPreview(of text: String) {
        var head = HTTPRequest(method: .post, scheme: "https", authority: "api.ecr.eu-west-1.amazonaws.com", path: "/")
        if let name = HTTPField.Name("X-Amz-Target") {
            head.headerFields[name] = "AmazonEC2ContainerRegistry_V20150921.StartLifecyclePolicyPreview"
        }
        let body = ["repositoryName": "app", "lifecyclePolicyText": text]
        let answer = answer(to: head, body: (try? JSONSerialization.data(withJSONObject: body)) ?? Data())
        #expect(answer.head.status == .ok)
    }
}
