import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Testing

@testable import Cleanup

@Suite("Contents of an HTML report")
struct HTMLReportContentsTests {
    /// A run over private and public repositories, some of the same name, and one of two accounts.
    private func summary() throws -> Summary {
        var summary = try HTMLScene.summary()
        let report = summary.repositories[0]
        for (number, (name, account, isPublic)) in [
            ("team-a/app", "123456789012", true), ("team-b/app", "123456789012", false),
            ("team-a/app", "210987654321", false),
        ].enumerated() {
            var other = report
            (other.name, other.registryID) = (RepositoryName(stringLiteral: name), account)
            (other.isPublic, other.policy) = (isPublic, "policy-\(number)")
            for row in other.images.indices {
                other.images[row].image.tags.append(ImageTag("copy-\(number)"))
                other.images[row].note = "\(number) < \(row)"
            }
            summary.repositories.append(other)
        }
        return summary
    }

    @Test("repositories in any order of arrival give the same page")
    func orderOfArrival() throws {
        let summary = try summary()
        let page = try HTMLScene.page(of: summary)
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            var contents = HTMLReportContents(limit: 100, now: HTMLScene.now)
            for report in order.map({ summary.repositories[$0] }) { contents.add(report.images, of: report) }
            #expect(try HTMLScene.page(of: summary, contents) == page)
        }
    }

    @Test("the images of a repository may arrive in parts")
    func parts() throws {
        let summary = try summary()
        var contents = HTMLReportContents(limit: nil, now: HTMLScene.now)
        for range in [0..<1, 1..<4] {
            for report in summary.repositories { contents.add(report.images[range], of: report) }
        }
        #expect(try HTMLScene.page(of: summary, contents) == HTMLScene.page(of: summary))
    }

    @Test("the summary's own lists of images don't matter")
    func summaryWithoutImages() throws {
        let summary = try summary()
        let contents = HTMLReportContents(of: summary)
        var bare = summary
        for position in bare.repositories.indices { bare.repositories[position].images = [] }
        #expect(try HTMLScene.page(of: bare, contents) == HTMLScene.page(of: summary))
    }

    @Test("a repository without images, and one that the summary lacks, leave the others as they are")
    func otherRepositories() throws {
        let all = try summary()
        let contents = HTMLReportContents(of: all)
        var summary = all
        summary.repositories.remove(at: 1)
        summary.repositories.insert(
            RepositoryReport(registryID: "123456789012", region: "eu-west-1", name: "empty", policy: "default"), at: 0)
        let data = try HTMLScene.data(in: HTMLScene.page(of: summary, contents))
        let repositories = try #require(data["repositories"] as? [[String: Any]])
        #expect(repositories.map { $0["images"] as? Int } == [0, 4, 4, 4])
        #expect((data["tags"] as? [String])?.filter { !$0.isEmpty }.last == "copy-2")
        #expect(data["heldBy"] as? [String: [Int]] == ["1": [0], "2": [0], "5": [4], "6": [4], "9": [8], "10": [8]])
    }
}
