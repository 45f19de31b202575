import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Logging
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("What a run leaves in the log")
struct LogRecordTests {
    private func records(
        of stage: Stage, _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> [LogRecords.Record] {
        let records = LogRecords()
        _ = try await stage.clean {
            $0.logger = records.logger
            adjust(&$0)
        }
        return records.all
    }

    @Test("each answered deletion is a line with its repository and its digests")
    func deletions() async throws {
        let stage = try Stage(.stale(250))
        let digests = stage.left()
        let lines = try await records(of: stage).filter { $0.message == "images deleted" }
        #expect(lines.count == stage.registry.calls["BatchDeleteImage"])
        #expect(lines.allSatisfy { $0.level == .info && $0.metadata["repository"] == "app" })
        #expect(lines.allSatisfy { $0.metadata["region"] == "eu-west-1" && $0.metadata["registryId"] != nil })
        #expect(lines.flatMap { $0.list("digests") }.sorted() == digests.map(\.description).sorted())
    }

    @Test("what is archived is a line, too")
    func archiving() async throws {
        let stage = try Stage(.stale(2))
        let lines = try await records(of: stage) { $0.policy.sections[0].rules = [.archiveOld] }
        let archived = lines.filter { $0.message == "images archived" }
        #expect(archived.flatMap { $0.list("digests") }.count == 2)
    }

    @Test("a dry run logs no deletion")
    func dryRun() async throws {
        let lines = try await records(of: try Stage(.stale(2))) { $0.isDryRun = true }
        #expect(!lines.isEmpty)
        #expect(!lines.contains { $0.message.contains("deleted") })
    }

    @Test("an image that ECR refuses is a warning with the code")
    func refused() async throws {
        let stage = try Stage(.stale(2))
        let refused = try stage.digest("stale-1")
        let transport = stage.transport
        let refusing = StubTransport { request, _ in
            guard request.operation == "BatchDeleteImage" else { return try await transport.send(request) }
            let failure =
                #"{"imageId":{"imageDigest":"\#(refused)"},"failureCode":"KmsError","failureReason":"no key"}"#
            return TransportResponse(.ok, text: #"{"imageIds":[],"failures":[\#(failure)]}"#)
        }
        let records = LogRecords()
        _ = try await stage.service(through: refusing).run(.deleting { $0.logger = records.logger })
        let warning = try #require(records.all.first { $0.message == "images not deleted" })
        #expect(warning.level == .warning)
        #expect(warning.list("failures").contains("\(refused): KmsError: no key"))
    }

    @Test("a repository that is blocked is a warning with the reason")
    func blocked() async throws {
        let lines = try await records(of: try Stage(.stale(3))) {
            $0.policy.limits.maximumImagesPerRepository = 2
        }
        let warning = try #require(lines.first { $0.message == "repository not done" })
        #expect(warning.level == .warning)
        #expect(warning.metadata["status"] == "blocked")
        #expect("\(try #require(warning.metadata["reason"]))".contains("2"))
    }

    @Test("a repository that can't be listed is a warning, and so is a registry")
    func failed() async throws {
        for operation in ["DescribeImages", "DescribeRepositories"] {
            let stage = try Stage(.stale(1))
            let transport = stage.transport
            let denying = StubTransport { request, _ in
                guard request.operation == operation else { return try await transport.send(request) }
                return TransportResponse(.badRequest, text: #"{"__type":"AccessDeniedException","message":"no"}"#)
            }
            let records = LogRecords()
            _ = try await stage.service(through: denying).run(.deleting { $0.logger = records.logger })
            let warning = try #require(records.all.first { $0.level == .warning })
            #expect(warning.metadata["status"] == "failed")
            #expect("\(try #require(warning.metadata["reason"]))".contains("allow ecr:\(operation)"))
        }
    }

    @Test("a repository that succeeded is a line without a warning")
    func succeeded() async throws {
        let lines = try await records(of: try Stage(.stale(1)))
        #expect(lines.contains { $0.message == "repository done" && $0.level == .info })
        #expect(!lines.contains { $0.level == .warning })
    }
}
