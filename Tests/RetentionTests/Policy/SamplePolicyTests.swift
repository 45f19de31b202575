import Foundation
import Testing

@testable import Retention

@Suite("The samples in policies/")
struct SamplePolicyTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    private static func samples() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "policies").path)
            .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
    }

    private func document(_ name: String) throws -> PolicyDocument {
        try PolicyDocument(parsing: try Data(contentsOf: Self.root.appending(path: "policies/\(name)")))
    }

    @Test("each is a valid policy, of whose rules each says what it is for", arguments: try samples())
    func valid(name: String) throws {
        let rules = try document(name).policy.sections.flatMap(\.rules)
        #expect(!rules.isEmpty)
        #expect(rules.allSatisfy { $0.description?.isEmpty == false })
    }

    @Test("those that ECR would take itself, and no others, are without a note")
    func ecrsOwn() throws {
        let accepted = try Self.samples().filter { try document($0).notes.isEmpty }
        #expect(accepted == ["archive.json", "keep-newest.json", "untagged.json"])
    }
}
