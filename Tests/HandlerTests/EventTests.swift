import Cleanup
import Foundation
import ImageModel
import Retention
import Testing

@testable import Handler

@Suite("Events")
struct EventTests {
    private func event(_ text: String) throws -> Event { try Event(Data(text.utf8)) }

    @Test(
        "a schedule's event asks for the configured cleanup, and no more",
        arguments: [
            #"{"source":"aws.events","detail-type":"Scheduled Event","id":"i","time":"t","detail":{}}"#,
            #"{"source":"aws.events","detail-type":"Scheduled Event","id":"i","time":"t"}"#,
            #"{"source":"aws.scheduler","detail-type":"Scheduled Event","id":"i","time":"t","detail":"{}"}"#,
            #"{"source":"aws.scheduler","detail-type":"Scheduled Event","id":"i","time":"t","detail":""}"#,
            #"""
            {"version":"0","id":"i","detail-type":"Scheduled Event","source":"aws.events","account":"1","time":"t",
            "region":"elsewhere","resources":["x"],"detail":{},"replay-name":"r","a-field-of-tomorrow":[1]}
            """#,
        ])
    func scheduled(text: String) throws {
        let event = try event(text)
        #expect(event.trigger == Trigger(.schedule, id: "i", time: "t"))
        #expect(event.overrides == .none)
        #expect(event.pushed == nil)
        #expect(event.nothingToDo == nil)
    }

    @Test("an empty object asks for the configured cleanup", arguments: ["{}", " {\n} ", "\u{FEFF}{}"])
    func empty(text: String) throws {
        let event = try event(text)
        #expect(event.trigger == Trigger(.manual))
        #expect(event.overrides == .none)
    }

    private static let overridesText =
        #"{"dryRun":true,"repositories":["a/*","!a/b"],"detail":"all","maxImages":5,"action":"listRepositories"}"#

    private static let quotedText = overridesText.replacingOccurrences(of: "\"", with: "\\\"")

    @Test(
        "overrides are the event itself, or a schedule's detail, as an object or as a text that holds one",
        arguments: [
            (overridesText, Trigger.Kind.manual),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":\#(overridesText)}"#, .schedule),
            (#"{"source":"aws.scheduler","detail-type":"Scheduled Event","detail":"\#(quotedText)"}"#, .schedule),
        ] as [(String, Trigger.Kind)])
    func overrides(text: String, kind: Trigger.Kind) throws {
        let event = try event(text)
        #expect(event.trigger.kind == kind)
        #expect(event.overrides.isDryRun == true)
        #expect(event.overrides.repositories == NamePatterns(["a/*", "!a/b"]))
        #expect(event.overrides.detail == .all)
        #expect(event.overrides.maximumImages == 5)
        #expect(event.overrides.action == .listRepositories)
    }

    private func imageAction(
        _ action: String = "PUSH", _ result: String = "SUCCESS", name: String = "team-a/app", more: String = ""
    ) -> String {
        #"{"source":"aws.ecr","detail-type":"ECR Image Action","id":"i","account":"123456789012","region":"eu-west-1","#
            + #""detail":{"action-type":"\#(action)","result":"\#(result)","repository-name":"\#(name)"}\#(more)}"#
    }

    @Test("a successful push asks for the cleanup of its repository")
    func push() throws {
        let event = try event(imageAction())
        #expect(
            event.pushed
                == Event.PushedRepository(name: "team-a/app", registryID: "123456789012", region: "eu-west-1"))
        #expect(event.trigger == Trigger(.imageAction, id: "i"))
        #expect(event.nothingToDo == nil)
        #expect(event.overrides == .none)
    }

    @Test(
        "any other ECR action is nothing to do",
        arguments: [
            ("DELETE", "SUCCESS"), ("PUSH", "FAILURE"), ("DELETE", "FAILURE"), ("push", "SUCCESS"), ("SHRUG", "MAYBE"),
        ])
    func otherActions(action: String, result: String) throws {
        let event = try event(imageAction(action, result))
        #expect(event.nothingToDo?.contains("\(action) with the result \(result)") == true)
        #expect(event.pushed == nil)
    }

    @Test(
        "events of ECR's that are no image action are nothing to do, too",
        arguments: [
            "ECR Pull Through Cache Action", "ECR Replication Action", "ECR Image Scan", "ECR Scan Resource Change",
            "AWS API Call via CloudTrail", "ECR Something New", "Scheduled Event",
        ])
    func otherKinds(type: String) throws {
        let event = try event(#"{"source":"aws.ecr","detail-type":"\#(type)","detail":{"result":"SUCCESS"}}"#)
        #expect(event.nothingToDo?.contains(type) == true)
        #expect(event.trigger.kind == .imageAction)
    }

    @Test(
        "the repository of a push is a name, and never a pattern",
        arguments: ["*", "team-*", "!app", "", "App", "a b", "a\\u0000", "../x", String(repeating: "a", count: 300)])
    func pushOfPattern(name: String) throws {
        let error = #expect(throws: InvalidEvent.self) { try event(imageAction(name: name)) }
        #expect(error?.description.contains("repository-name") == true)
        #expect((error?.description.utf8.count ?? 0) < 500)
    }

    @Test("the registry and the region of a push are texts where they are there", arguments: ["account", "region"])
    func pushOfNowhere(key: String) throws {
        let text =
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","\#(key)":7,"detail":"#
            + #"{"action-type":"PUSH","result":"SUCCESS","repository-name":"app"}}"#
        let error = #expect(throws: InvalidEvent.self) { try event(text) }
        #expect(error?.description.contains("\"\(key)\"") == true)
    }

    @Test("the samples are events", arguments: try samplePaths())
    func samples(path: String) throws {
        _ = try Event(try Data(contentsOf: URL(filePath: path)))
    }

    private static func samplePaths() throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../events")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.map(\.path).sorted()
    }

    @Test("what is only reported is cut to what a person reads")
    func longTrigger() throws {
        let long = String(repeating: "x", count: 100_000)
        let event = try event(
            #"{"source":"aws.events","detail-type":"Scheduled Event","id":"\#(long)","time":7}"#)
        #expect((event.trigger.id?.count ?? 0) <= 256)
        #expect(event.trigger.time == nil)
    }
}
