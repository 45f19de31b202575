import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import TestSupport
import Testing

@testable import Cleanup

@Suite("A listing with repositories of another account")
struct ForeignRepositoryTests {
    @Test("fails the run, since the uses of images are matched by the account")
    func refused() async throws {
        let stage = try Stage(
            RegistryFile(
                repositories: [RepositoryEntry("app", images: .stale(2)), RepositoryEntry("web", images: .stale(2))]))
        let simulator = SimulatorTransport(to: stage.registry)
        let transport = StubTransport { request, _ in
            var response = try await simulator.send(request)
            guard request.operation == "DescribeRepositories" else { return response }
            var text = String(decoding: response.body, as: UTF8.self)
            if let range = text.range(of: "\"registryId\":\"123456789012\"") {
                text.replaceSubrange(range, with: "\"registryId\":\"210987654321\"")
            }
            response.body = Data(text.utf8)
            return response
        }
        let summary = try await stage.service(width: 1, through: transport).run(.deleting())
        #expect(summary.status == .failed)
        #expect(summary.reason?.contains("several accounts: 123456789012, 210987654321") == true)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }
}

@Suite("Images of another repository or registry")
struct ForeignImageTests {
    @Test(
        "are no answer to the reading before a deletion: nothing goes",
        arguments: [
            (#""repositoryName":"app""#, #""repositoryName":"other""#),
            (#""registryId":"123456789012""#, #""registryId":"210987654321""#),
        ], [true, false])
    func refused(change: (right: String, wrong: String), isListing: Bool) async throws {
        let stage = try Stage(.stale(2))
        let simulator = SimulatorTransport(to: stage.registry)
        let transport = StubTransport { request, _ in
            var response = try await simulator.send(request)
            guard request.operation == "DescribeImages", request.readsImagesAgain != isListing else { return response }
            let text = String(decoding: response.body, as: UTF8.self)
            response.body = Data(text.replacing(change.right, with: change.wrong).utf8)
            return response
        }
        let summary = try await stage.service(through: transport).run(.deleting())
        #expect(summary.totals.deleted == 0)
        #expect(summary.status != .succeeded)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }
}
