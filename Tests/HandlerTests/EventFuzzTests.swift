import Cleanup
import Foundation
import Testing

@testable import Handler

@Suite("Garbage as an event")
struct EventFuzzTests {
    /// SplitMix64: the seed decides.
    private struct SeededRandom: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

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

    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "false", "-", "0", "1e999", "0.1",
        "dryRun", "detail", "source", "aws.events", "*", "!", "\u{FEFF}", " ", "\n",
    ]

    @Test("random bytes are never an event", arguments: 0..<8)
    func bytes(seed: UInt64) {
        var random = SeededRandom(state: seed)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: InvalidEvent.self) { try Event(Data(bytes)) }
        }
    }

    @Test("a spoilt sample is refused, or is an event that asks for nothing that it does not say", arguments: 0..<8)
    func mutations(seed: UInt64) throws {
        var random = SeededRandom(state: seed + 1000)
        for _ in 0..<1000 {
            var bytes = Array(Self.samples.randomElement(using: &random)?.utf8 ?? "{}".utf8)
            for _ in 0...Int.random(in: 0...3, using: &random) { mutate(&bytes, using: &random) }
            do {
                let event = try Event(Data(bytes))
                // Whatever is taken for an event is JSON by another parser's judgement, too.
                let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
                #expect(object != nil)
                if let count = event.overrides.maximumImages { #expect(count >= 0) }
                if let name = event.pushed?.name { #expect(!"\(name)".contains("*") && !"\(name)".isEmpty) }
            } catch let error as InvalidEvent {
                #expect(error.description.utf8.count < 6000)
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        let position = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where position < bytes.count: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(position..<Int.random(in: position...bytes.count, using: &random))
        case 2: bytes.insert(contentsOf: Array((Self.tokens.randomElement(using: &random) ?? "").utf8), at: position)
        default: bytes += bytes[..<position]
        }
    }

    @Test("deep nesting is refused, and does not end the process", arguments: ["[", #"{"a":"#, #"{"repositories":["#])
    func deep(text: String) {
        #expect(throws: InvalidEvent.self) { try Event(Data(String(repeating: text, count: 100_000).utf8)) }
    }
}
