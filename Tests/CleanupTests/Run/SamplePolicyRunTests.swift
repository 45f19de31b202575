import ECRSimulator
import Foundation
import Retention
import Testing

@testable import Cleanup

@Suite("The samples in policies/, on the sample registry")
struct SamplePolicyRunTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    private static func samples() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "policies").path)
            .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
    }

    private func document(_ name: String) throws -> PolicyDocument {
        try PolicyDocument(parsing: try Data(contentsOf: Self.root.appending(path: "policies/\(name)")))
    }

    @Test("each selects some of the sample registry's images, and not all", arguments: try samples())
    func run(name: String) async throws {
        let registry = try Data(contentsOf: Self.root.appending(path: "registries/sample.json"))
        let stage = try Stage(try JSONDecoder().decode(RegistryFile.self, from: registry))
        let policy = try document(name).policy
        let summary = try await stage.service().run(.dry { $0.policy = policy })
        #expect(summary.status == .succeeded, "\(summary.repositories.compactMap(\.reason))")
        #expect(summary.totals.selected > 0)
        #expect(summary.totals.selected < summary.totals.scanned)
    }
}
