import Foundation
import ImageModel
import Testing

@testable import Cleanup

@Suite("The summary of a run that lists repositories")
struct RepositoryListTests {
    private func summary(of count: Int) throws -> Summary {
        var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: "r", startedAt: TestClock.start)
        summary.action = .listRepositories
        summary.repositories = (0..<count).map {
            RepositoryReport(
                registryID: "123456789012", region: "us-east-1", name: RepositoryName("team-a/application-\($0)"),
                policy: "default")
        }
        return summary
    }

    @Test("says where each one is and which policy applies to it, and counts nothing that was not looked at")
    func places() throws {
        let document = try JSONDocument(try summary(of: 2).compactJSON(.all))
        #expect(document.text("action") == "listRepositories")
        #expect(
            document.repositories.map(\.keys) == Array(repeating: ["registryId", "region", "name", "policy"], count: 2))
    }

    @Test("has the names of thousands on one line")
    func names() throws {
        let document = try JSONDocument(try summary(of: 6000).compactJSON(.all))
        #expect(document.repositories.count == 6000)
        #expect(document.repositories.allSatisfy { $0.keys == ["name"] })
        #expect(!document.keys.contains("repositoriesOmitted"))
    }

    @Test("says how many names are missing where there are too many for a line")
    func tooMany() throws {
        let line = try summary(of: 20_000).compactJSON(.all)
        #expect(line.count <= 250_000)
        let document = try JSONDocument(line)
        #expect(document.repositories.count > 6000)
        #expect(document.repositories.count + document.number("repositoriesOmitted", default: 0) == 20_000)
        #expect(document.members("totals")["repositories"] as? Int == 20_000)
    }

    @Test("tells the run's limit, by which a fan-out shares it out", arguments: [nil, 500])
    func maximumImages(limit: Int?) throws {
        var summary = try summary(of: 1)
        summary.maximumImages = limit
        #expect(try JSONDocument(summary.compactJSON(.all)).number("maxImages") == limit)
    }
}
