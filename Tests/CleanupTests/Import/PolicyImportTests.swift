import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("The import of lifecycle policies")
struct PolicyImportTests {
    private static func policy(_ count: Int, more: String = "", description: String? = nil) -> String {
        let described = description.map { #""description":"\#($0)","# } ?? ""
        let selection =
            #"{"tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","countNumber":\#(count)\#(more)}"#
        return #"{"rules":[{"rulePriority":1,\#(described)"selection":\#(selection),"action":{"type":"expire"}}]}"#
    }

    private static func stage(_ repositories: [RepositoryEntry], faults: [Fault] = []) throws -> Stage {
        try Stage(RegistryFile(repositories: repositories, faults: FaultPlan(faults)))
    }

    private static func imported(
        _ stage: Stage, _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> PolicyImport {
        try await stage.service().policyImport(.dry(adjust))
    }

    private static func sections(_ result: PolicyImport) throws -> [Policy.Section] {
        try PolicyDocument(parsing: try #require(result.document)).policy.sections
    }

    @Test("writes each meaning once, leaves out who has no policy, and changes nothing")
    func writes() async throws {
        let stage = try Self.stage([
            RepositoryEntry("app-a", lifecyclePolicy: Self.policy(10), images: .stale(3)),
            RepositoryEntry("app-b", lifecyclePolicy: Self.policy(20), images: .stale(2)),
            RepositoryEntry("app-c", lifecyclePolicy: Self.policy(10, description: "x"), images: .stale(1)),
            RepositoryEntry("app-d", images: .stale(4)),
        ])
        let result = try await Self.imported(stage)
        #expect(result.problems.isEmpty)
        #expect((result.imported, result.policies, result.compared, result.withoutPolicy) == (3, 2, 6, 1))
        let sections = try Self.sections(result)
        #expect(sections.map(\.repositories.texts) == [["app-a", "app-c"], ["app-b"]])
        #expect(Set(stage.operations) == ["DescribeRepositories", "GetLifecyclePolicy", "DescribeImages"])
    }

    @Test("names what can't be understood, read or written, and writes the others")
    func failures() async throws {
        let stage = try Self.stage([
            RepositoryEntry("app-a", lifecyclePolicy: "{}", images: .stale(1)),
            RepositoryEntry("app-b", lifecyclePolicy: Self.policy(20), images: .stale(2)),
            // A key that ECR lacks, and may have some day.
            RepositoryEntry("app-c", lifecyclePolicy: Self.policy(30, more: #","keepNewest":2"#), images: .stale(1)),
        ])
        let result = try await Self.imported(stage)
        #expect(try Self.sections(result).map(\.name) == ["app-b"])
        #expect(result.problems.count == 2)
        #expect(result.problems.first?.hasPrefix("app-a: its lifecycle policy can't be understood here") == true)
        #expect(result.problems.last == "app-c: its rules can't be written as they are; please report this")
    }

    @Test(
        "leaves out a repository whose images it can't list",
        arguments: ["GetLifecyclePolicy", "DescribeImages"] as [ECRSimulator.Operation])
    func denied(operation: ECRSimulator.Operation) async throws {
        let stage = try Self.stage(
            [
                RepositoryEntry("app-a", lifecyclePolicy: Self.policy(10), images: .stale(1)),
                RepositoryEntry("app-b", lifecyclePolicy: Self.policy(10), images: .stale(1)),
            ], faults: [Fault(.accessDenied, of: operation, calls: 1)])
        let result = try await Self.imported(stage)
        #expect(result.imported == 1)
        #expect(result.problems.count == 1)
        #expect(result.problems.first?.contains("ecr:\(operation)") == true)
    }

    @Test("writes nothing where there is nothing, or where nothing can be listed")
    func nothing() async throws {
        let none = try await Self.imported(try Self.stage([RepositoryEntry("app-a", images: .stale(1))]))
        #expect(none.document == nil)
        #expect(none.problems.isEmpty)
        let denied = try await Self.imported(
            try Self.stage([RepositoryEntry("app-a")], faults: [Fault(.accessDenied, of: "DescribeRepositories")]))
        #expect(denied.document == nil)
        #expect(denied.problems.count == 1)
    }

    @Test("reads only the repositories that are asked for")
    func narrowing() async throws {
        let stage = try Self.stage(
            ["team-a/x", "team-b/x"].map {
                RepositoryEntry($0, lifecyclePolicy: Self.policy(10), images: .stale(1))
            })
        let result = try await Self.imported(stage) { $0.narrowing = [NamePatterns(["team-a/*"])] }
        #expect(try Self.sections(result).map(\.repositories.texts) == [["team-a/x"]])
    }
}
