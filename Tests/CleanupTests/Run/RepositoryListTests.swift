import Foundation
import ImageModel
import TestSupport
import Testing

@testable import Cleanup

@Suite("The summary of a run that lists repositories")
struct RepositoryListTests {
    private func summary(of count: Int) throws -> Summary {
        summary(of: (0..<count).map { "team-a/application-\($0)" })
    }

    private func summary(of names: [String]) -> Summary {
        var summary = Summary(
            isDryRun: true, trigger: Trigger(.manual), requestID: "r", startedAt: TestClock.start)
        summary.action = .listRepositories
        summary.repositories = names.map {
            RepositoryReport(
                registryID: "123456789012", region: "us-east-1", name: RepositoryName($0), policy: "default")
        }
        return summary
    }

    /// Names of so many characters, in their order.
    private static func names(_ count: Int, length: Int) -> [String] {
        (0..<count).map { number in
            let digits = String(100_000 + number)
            return "team-a/" + digits + String(repeating: "x", count: length - 7 - digits.count)
        }
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
        let document = try JSONDocument(try summary(of: 5000).compactJSON(.all))
        #expect(document.repositories.count == 5000)
        #expect(document.repositories.allSatisfy { $0.keys == ["name"] })
        #expect(!document.keys.contains("repositoriesOmitted"))
    }

    @Test("leaves out the last names if there is no room, and counts them", arguments: [(10_000, 39), (1_000, 256)])
    func leftOut(count: Int, length: Int) throws {
        let names = Self.names(count, length: length)
        let line = summary(of: names).compactJSON(.all)
        #expect(line.count <= Summary.longestLine)
        let document = try JSONDocument(line)
        let listed = document.repositories.compactMap { $0.text("name") }
        #expect(listed == Array(names.prefix(listed.count)))
        #expect(document.number("repositoriesOmitted") == count - listed.count)
        #expect(listed.count > count / 4)
    }

    @Test("tells the run's limit", arguments: [nil, 500])
    func maximumImages(limit: Int?) throws {
        var summary = try summary(of: 1)
        summary.maximumImages = limit
        #expect(try JSONDocument(summary.compactJSON(.all)).number("maxImages") == limit)
    }
}
