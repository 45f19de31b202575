import Cleanup
import Foundation
import TestSupport
import Testing

@testable import Handler

@Suite("Garbage as an event")
struct EventFuzzTests {
    private static let samples = [
        "{}",
        #"{"dryRun":true,"repositories":["team-a/*","!team-a/x"],"detail":"all","maxImages":10,"action":"clean"}"#,
        #"{"dryRun":true,"policy":{"policies":[{"name":"a","repositories":["*"],"rules":[{"rulePriority":1,"selection":"#
            + #"{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}]}}"#,
        #"{"source":"aws.events","detail-type":"Scheduled Event","id":"1","detail":{"dryRun":true,"maxImages":3}}"#,
        #"{"source":"aws.scheduler","detail-type":"Scheduled Event","detail":"{\"dryRun\":true}"}"#,
        #"{"source":"aws.ecr","detail-type":"ECR Image Action","account":"1","region":"eu-west-1","detail":"#
            + #"{"action-type":"PUSH","result":"SUCCESS","repository-name":"app"}}"#,
    ]

    private static let garbage = Garbage(
        samples: samples,
        tokens: Garbage.jsonTokens + ["dryRun", "detail", "source", "aws.events", "*", "!", "maxImages"])

    @Test("bytes are never an event", arguments: 0..<8)
    func bytes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: InvalidEvent.self) { try Event(Data(bytes)) }
        }
    }

    @Test("is refused, or is an event that asks for nothing that it does not say")
    func mutations() throws {
        for number in Garbage.numbers {
            let data = Data(Self.garbage.input(number))
            do {
                let event = try Event(data)
                // Another parser must also accept every accepted event as JSON.
                let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
                #expect(object != nil, "input \(number)")
                if let object, object["source"] == nil, object["detail-type"] == nil {
                    expectNoMore(event.overrides, than: object, number)
                }
                if let count = event.overrides.maximumImages { #expect(count >= 0, "input \(number)") }
                if let name = event.pushed?.name {
                    #expect(!"\(name)".contains("*") && !"\(name)".isEmpty, "input \(number)")
                }
            } catch let error as InvalidEvent {
                #expect(error.description.utf8.count < 6000, "input \(number)")
            }
        }
    }

    /// Checks that the overrides match the event's members.
    private func expectNoMore(_ overrides: Overrides, than event: [String: Any], _ number: Int) {
        #expect(overrides.isDryRun == event["dryRun"] as? Bool, "input \(number)")
        #expect(overrides.maximumImages == event["maxImages"] as? Int, "input \(number)")
        #expect((overrides.policy == nil) == (event["policy"] == nil || event["policy"] is NSNull), "input \(number)")
        // Without its override, the run would cover all repositories.
        #expect(
            (overrides.repositories == nil) == (event["repositories"] == nil || event["repositories"] is NSNull),
            "input \(number)")
    }

    @Test("deep nesting is refused, and does not end the process", arguments: ["[", #"{"a":"#, #"{"repositories":["#])
    func deep(text: String) {
        #expect(throws: InvalidEvent.self) { try Event(Data(String(repeating: text, count: 100_000).utf8)) }
    }
}
