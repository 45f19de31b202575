import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Cleanup service")
struct CleanupServiceTests {
    private func repositories(_ names: [String], stale: Int = 2) -> RegistryFile {
        RegistryFile(
            repositories: names.map { name in
                RepositoryEntry(
                    name, images: .stale(stale, prefix: name) + [ImageEntry("fresh", pushed: .daysAgo(1))])
            })
    }

    @Test("every repository is cleaned, and reported in order of its name")
    func many() async throws {
        let names = (0..<30).map { "team-\($0 % 3)/app-\($0)" }
        let stage = try Stage(repositories(names))
        let summary = try await stage.clean()
        #expect(summary.repositories.map(\.name.description) == names.sorted())
        #expect(summary.status == .succeeded)
        #expect(summary.totals.scanned == 90)
        #expect(summary.totals.deleted == 60)
        for name in names { #expect(stage.left(in: RepositoryName(name)).count == 1) }
        #expect(summary.repositories.allSatisfy { $0.registryID == "123456789012" && $0.region == "eu-west-1" })
        #expect(summary.repositories.allSatisfy { $0.policy == "built-in" && $0.byRule == [1: 2] })
    }

    @Test("one repository that fails does not keep the others from being cleaned")
    func oneFails() async throws {
        let stage = try Stage(repositories(["good-a", "bad", "good-b"]))
        let transport = stage.denying("DescribeImages", naming: #""bad""#)
        let summary = try await stage.service(through: transport).run(.deleting())
        #expect(summary.repositories.map(\.status) == [.failed, .succeeded, .succeeded])
        #expect(summary.repositories[0].reason?.hasPrefix("its images can't be listed: ecr:DescribeImages") == true)
        #expect(summary.repositories[0].counts == ImageCounts())
        #expect(summary.status == .partial)
        #expect(stage.left(in: "bad").count == 3)
        #expect(stage.left(in: "good-b").count == 1)
    }

    @Test("a registry whose repositories can't be listed is a failed run")
    func listingFails() async throws {
        let stage = try Stage(repositories(["app"]))
        let summary = try await stage.service(through: stage.denying("DescribeRepositories")).run(.deleting())
        #expect(summary.status == .failed)
        #expect(summary.reason?.contains("allow ecr:DescribeRepositories") == true)
        #expect(summary.repositories.isEmpty)
        #expect(summary.calls.calls == ["DescribeRepositories": 1])
    }

    @Test("where every repository fails, nothing could be done")
    func allFail() async throws {
        let stage = try Stage(repositories(["one", "two"]))
        let summary = try await stage.service(through: stage.denying("DescribeImages")).run(.deleting())
        #expect(summary.status == .failed)
    }

    @Test("an empty registry is a success")
    func empty() async throws {
        let stage = try Stage(RegistryFile())
        let summary = try await stage.clean()
        #expect(summary.status == .succeeded)
        #expect(summary.warnings == ["the registry has no repositories"])
        #expect(summary.totals == ImageCounts())
    }

    @Test("an empty repository is a success that calls nothing but the listing")
    func emptyRepository() async throws {
        let stage = try Stage([])
        #expect(try await stage.clean().status == .succeeded)
        #expect(stage.operations == ["DescribeRepositories", "DescribeImages"])
    }

    @Test("a dry run calls nothing that changes anything, and says what would be done")
    func dryRun() async throws {
        let stage = try Stage(repositories(["app", "web"], stale: 150))
        let summary = try await stage.service().run(.dry())
        #expect(Set(stage.operations) == ["DescribeRepositories", "DescribeImages", "DescribeRegistry"])
        #expect(summary.isDryRun)
        #expect(summary.totals.selected == 300)
        #expect(summary.totals.kept == 2)
        #expect(summary.totals.deleted + summary.totals.skipped + summary.totals.failed == 0)
        #expect(summary.totals.bytesSelected == 300_000)
        #expect(summary.totals.bytesDeleted == 0)
        #expect(summary.repositories[0].images.count { $0.outcome == .wouldDelete } == 150)
        #expect(summary.repositories[0].images.count { $0.outcome == .kept } == 1)
    }

    @Test("a request is a dry run unless it says otherwise")
    func dryByDefault() {
        #expect(CleanupRequest(policy: .builtIn, trigger: Trigger(.manual)).isDryRun)
    }

    @Test("every page is read before the first deletion", arguments: [1, 7])
    func pagesFirst(pageSize: Int) async throws {
        let stage = try Stage(.stale(50))
        let summary = try await stage.service(pageSize: pageSize).run(.deleting())
        #expect(summary.totals.deleted == 50)
        let listings = stage.transport.requests.indices.filter {
            stage.transport.requests[$0].bodyText.contains("maxResults")
        }
        let firstDeletion = try #require(stage.operations.firstIndex(of: "BatchDeleteImage"))
        #expect(listings.allSatisfy { $0 < firstDeletion })
        // Of the repositories, of a first page, of tagged images, of which there are none, and of the untagged ones.
        #expect(listings.count == 1 + 1 + 1 + (50 + pageSize - 1) / pageSize)
    }

    @Test("a page that fails lets nothing be deleted")
    func lastPageFails() async throws {
        let stage = try Stage(.stale(30), faults: [Fault(.throttling, of: "DescribeImages", firstCall: 3)])
        let summary = try await stage.service(pageSize: 10).run(.deleting())
        #expect(summary.status == .failed)
        #expect(stage.left().count == 30)
        #expect(summary.totals.scanned == 0)
    }

    @Test("the size of the pages has no say in the decisions")
    func pageSizes() async throws {
        let stage = try Stage(
            RegistryFile(repositories: [
                RepositoryEntry("app", generate: ImageSeries(count: 300, seed: 5, pushedDaysAgo: 0...40))
            ]))
        var summaries: [Summary] = []
        for pageSize in [1, 7, 1000] {
            summaries.append(try await stage.service(pageSize: pageSize).run(.dry()))
        }
        #expect(summaries[0].totals.selected > 0 && summaries[0].totals.kept > 0)
        #expect(summaries[0].sortedRepositories == summaries[1].sortedRepositories)
        #expect(summaries[0].sortedRepositories == summaries[2].sortedRepositories)
    }

    @Test("250 images go in three batches, each looked at just before")
    func batches() async throws {
        let stage = try Stage(.stale(250))
        let summary = try await stage.clean()
        #expect(summary.totals.deleted == 250)
        #expect(
            summary.calls.calls == [
                "DescribeRepositories": 1, "DescribeRegistry": 1, "DescribeImages": 4, "BatchDeleteImage": 3,
            ])
        let deletions = stage.transport.requests.filter { $0.operation == "BatchDeleteImage" }
        let sizes: [Int] = deletions.map { $0.bodyText.components(separatedBy: "sha256:").count - 1 }
        #expect(sizes.sorted() == [50, 100, 100])
    }

    @Test("a repository that a listing shows twice is worked on once")
    func repositoryTwice() async throws {
        let stage = try Stage(.stale(2))
        let transport = StubTransport { request, _ in
            guard request.operation == "DescribeRepositories" else { return try await stage.transport.send(request) }
            let row = #"{"registryId":"123456789012","repositoryName":"app","repositoryArn":"arn:aws:ecr:x"}"#
            return TransportResponse(.ok, text: #"{"repositories":[\#(row),\#(row)]}"#)
        }
        let summary = try await stage.service(through: transport).run(.deleting())
        #expect(summary.repositories.count == 1)
        #expect(summary.totals.scanned == 2)
    }

    @Test("an image that a listing shows twice is one image")
    func imageTwice() async throws {
        let stage = try Stage(.stale(3))
        let transport = StubTransport { request, _ in
            let response = try await stage.transport.send(request)
            guard request.operation == "DescribeImages", request.bodyText.contains("maxResults") else {
                return response
            }
            let text = String(decoding: response.body, as: UTF8.self)
            let rows = try #require(text.dropFirst(#"{"imageDetails":["#.count).split(separator: "]}").first)
            return TransportResponse(.ok, text: #"{"imageDetails":[\#(rows),\#(rows)]}"#)
        }
        let summary = try await stage.service(through: transport).run(.deleting())
        #expect(summary.totals.scanned == 3)
        #expect(summary.totals.deleted == 3)
    }

    @Test("archived images, too, are scanned, and kept")
    func archived() async throws {
        let stage = try Stage([
            ImageEntry("cold", status: .archived, pushed: .daysAgo(99)),
            ImageEntry("thawing", status: .activating, pushed: .daysAgo(99)),
        ])
        let summary = try await stage.clean()
        #expect(summary.totals.scanned == 2)
        #expect(summary.totals.kept == 2)
        #expect(stage.left().count == 2)
    }
}
