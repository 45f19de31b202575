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

    private func summary(of names: [String], day: Int = 0) -> Summary {
        var summary = Summary(
            isDryRun: true, trigger: Trigger(.manual), requestID: "r",
            startedAt: TestClock.start.addingTimeInterval(Double(day) * 86_400))
        summary.action = .listRepositories
        summary.repositories = names.map {
            RepositoryReport(
                registryID: "123456789012", region: "us-east-1", name: RepositoryName($0), policy: "default")
        }
        return summary
    }

    /// What the line of a day names of these repositories, and within how many days it says to name all.
    private func listed(_ names: [String], day: Int) throws -> (names: Set<String>, days: Int) {
        let line = summary(of: names, day: day).compactJSON(.all)
        #expect(line.count <= Summary.longestLine)
        let document = try JSONDocument(line)
        let listed = document.repositories.compactMap { $0.text("name") }
        #expect(listed == listed.sorted())
        #expect(listed.count + document.number("repositoriesOmitted", default: 0) == names.count)
        return (Set(listed), try #require(document.number("daysToListAll")))
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

    @Test(
        "names each of too many repositories within the days that it says, whichever day is the first",
        arguments: [(count: 10_000, length: 39, days: 3), (7_000, 39, 2), (10_000, 256, 13)])
    func rotation(_ registry: (count: Int, length: Int, days: Int)) throws {
        let names = Self.names(registry.count, length: registry.length)
        for first in [0, 100] {
            var reached: Set<String> = []
            for day in first..<(first + registry.days) {
                let (listed, days) = try listed(names, day: day)
                #expect(days == registry.days)
                reached.formUnion(listed)
            }
            #expect(reached.count == names.count)
        }
    }

    @Test("passes over none where names have all lengths")
    func lengths() throws {
        let names = (0..<4_000).map { number in
            "\(10_000 + number)" + String(repeating: "x", count: number * number % 251)
        }
        let days = try listed(names, day: 0).days
        for first in 0..<5 {
            let reached = try (first..<(first + days)).map { try listed(names, day: $0).names }
            #expect(reached.reduce(into: Set()) { $0.formUnion($1) }.count == names.count)
        }
    }

    @Test(
        "comes to each one by a schedule that leaves days out, too",
        arguments: [(every: 2, count: 7_000), (3, 10_000), (7, 10_000), (7, 30_000), (14, 7_000)])
    func rareRuns(_ schedule: (every: Int, count: Int)) throws {
        let names = Self.names(schedule.count, length: 39)
        var reached: Set<String> = []
        var runs = 0
        while reached.count < names.count, runs < 40 {
            reached.formUnion(try listed(names, day: runs * schedule.every).names)
            runs += 1
        }
        #expect(reached.count == names.count)
    }

    @Test("is the same all day")
    func sameDay() throws {
        let names = Self.names(7_000, length: 39)
        var late = summary(of: names)
        late.startedAt = late.startedAt.addingTimeInterval(3600)
        let early = try JSONDocument(summary(of: names).compactJSON(.all))
        #expect(
            try JSONDocument(late.compactJSON(.all)).repositories.map { $0.text("name") }
                == early.repositories.map { $0.text("name") })
    }

    @Test("begins somewhere, whatever the clock says")
    func anyDay() throws {
        let rotation = try #require(ListingRotation(room: 3, of: 10))
        for seconds in [0, -1e9, 1.7e9, 1e15, .greatestFiniteMagnitude, -.greatestFiniteMagnitude] {
            #expect((0..<10).contains(rotation.offset(on: Date(timeIntervalSince1970: seconds))))
        }
    }

    @Test("tells the run's limit, by which a fan-out shares it out", arguments: [nil, 500])
    func maximumImages(limit: Int?) throws {
        var summary = try summary(of: 1)
        summary.maximumImages = limit
        #expect(try JSONDocument(summary.compactJSON(.all)).number("maxImages") == limit)
    }
}
