import ECRClient
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("The summary on one line that is not too long")
struct SummaryLayoutTests {
    private static let limit = Summary.longestLine

    /// A summary with so many repositories, images in each, and failures in each.
    private func summary(repositories: Int, images: Int = 0, failures: Int = 0) throws -> Summary {
        var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: "r", startedAt: TestClock.start)
        let decision = Decision(.expire, rule: 1, reason: .olderThan(.days(15), age: 20, since: .push))
        let reports = try (0..<images).map { number in
            ImageReport(
                image: Image(digest: try .test(number), pushedAt: TestClock.start), decision: decision,
                outcome: .wouldDelete)
        }
        summary.repositories = try (0..<repositories).map { number in
            var report = RepositoryReport(
                registryID: "123456789012", region: "us-east-1", name: RepositoryName("app-\(number)"), policy: "p")
            report.images = reports
            report.counts.selected = images
            report.failures = try (0..<failures).map {
                ImageFailure(digest: try .test($0), code: "KmsError", reason: "the key is disabled")
            }
            return report
        }
        return summary
    }

    @Test("what fits is shown as it is", arguments: [(1, 1, 1), (10, 50, 0), (3, 0, 5)])
    func fits(repositories: Int, images: Int, failures: Int) throws {
        let summary = try summary(repositories: repositories, images: images, failures: failures)
        let document = try JSONDocument(summary.compactJSON(.all))
        #expect(document.keys.isDisjoint(with: ["imagesOmitted", "repositoriesOmitted"]))
        #expect(document.repositories.allSatisfy { $0.rows("images").count == images })
        #expect(document.repositories.allSatisfy { $0.rows("failures").count == failures })
    }

    @Test("the longest line fits into Step Functions' 256 KiB, also with spaces and what they add", arguments: [0, 3])
    func spaces(images: Int) throws {
        let line = try summary(repositories: 5000, images: images).compactJSON(.selected)
        // Python's usual form, in which names and values have spaces between them.
        let spaced = line.reduce(0) { $0 + ($1 == UInt8(ascii: ":") || $1 == UInt8(ascii: ",") ? 2 : 1) }
        #expect(spaced < 256 * 1024 - 8_000)
        #expect(line.count > 190_000)
    }

    @Test("advice is left out where there is no room for it, and counted", arguments: [10, 10_000])
    func advice(repositories: Int) throws {
        var summary = try summary(repositories: repositories, images: 1)
        summary.warnings = ["a warning"]
        summary.add(
            (0..<repositories * 3).map { number in
                Advice(
                    [.noPolicy, .buildCache, .notComputed][number % 3], registryID: "123456789012",
                    region: "eu-west-1", repository: RepositoryName("team/app-\(number)"),
                    sentence: String(repeating: "é", count: 2000), bytes: 1, toDo: "do it")
            }, omitted: 2)
        let line = summary.compactJSON(.selected, limit: Self.limit)
        #expect(line.count <= Self.limit)
        let document = try JSONDocument(line)
        let shown = document.rows("advice")
        #expect(shown.count + document.number("adviceOmitted", default: 0) == repositories * 3 + 2)
        #expect(shown.count >= 20)
        #expect(shown.first?.text("code") == "noPolicy")
        #expect(document.rows("warnings").count + document.number("warningsOmitted", default: 0) <= 1)
        let indented = Mutex(Data())
        try summary.writeIndentedJSON(.selected) { part in indented.withLock { $0 += part } }
        #expect(try JSONDocument(indented.withLock { $0 }).rows("advice").count == repositories * 3)
    }

    @Test(
        "what does not fit is left out, and counted: images, then failures, then repositories",
        arguments: [
            (1, 100_000, 0), (1, 1000, 0), (40, 200, 2), (2, 10, 5000), (1, 0, 20_000), (5000, 0, 0), (5000, 2, 1),
            (700, 3, 3), (1, 1200, 0),
        ])
    func counts(repositories: Int, images: Int, failures: Int) throws {
        let summary = try summary(repositories: repositories, images: images, failures: failures)
        let line = summary.compactJSON(.selected, limit: Self.limit)
        #expect(line.count <= Self.limit)
        let document = try JSONDocument(line)
        let shown = document.repositories
        #expect(shown.count + document.number("repositoriesOmitted", default: 0) == repositories)
        let shownImages = shown.reduce(0) { $0 + $1.rows("images").count }
        #expect(shownImages + document.number("imagesOmitted", default: 0) == repositories * images)
        for repository in shown {
            #expect(repository.rows("images").count + repository.number("imagesOmitted", default: 0) == images)
            #expect(repository.rows("failures").count + repository.number("failuresOmitted", default: 0) == failures)
        }
        #expect(document.members("totals")["repositories"] as? Int == repositories)
        #expect(document.members("totals")["selected"] as? Int == repositories * images)
        // Room is not wasted: what is left out would not have fitted.
        if document.number("imagesOmitted", default: 0) > 0, failures < 1000, repositories < 100 {
            #expect(line.count > Self.limit - 500)
        }
    }

    @Test("no limit is exceeded by a byte", arguments: Array(stride(from: 1500, to: 9000, by: 97)))
    func everyLimit(limit: Int) throws {
        let summary = try summary(repositories: 6, images: 5, failures: 4)
        #expect(summary.compactJSON(.all, limit: limit).count <= limit)
    }

    @Test("repositories that did not succeed are shown first, then those with most to do")
    func order() throws {
        var summary = try summary(repositories: 5000)
        summary.repositories[4000].status = .failed
        summary.repositories[3000].counts.selected = 9
        let names = try JSONDocument(summary.compactJSON(.all)).repositories.compactMap { $0.text("name") }
        #expect(names.contains("app-4000") && names.contains("app-3000") && !names.contains("app-4999"))
        #expect(names.count > 500)
    }

    @Test("texts from outside can't make the line too long")
    func longTexts() throws {
        let long = String(repeating: "é\u{1}\"", count: 200_000)
        var summary = try summary(repositories: 3)
        summary.trigger = Trigger(.schedule, id: long, time: long)
        summary.reason = long
        summary.warnings = [long]
        summary.repositories[0].reason = long
        summary.repositories[1].failures = [ImageFailure(digest: nil, code: .init(long), reason: long)]
        let line = summary.compactJSON(.all)
        #expect(line.count <= Self.limit)
        let document = try JSONDocument(line)
        #expect(document.text("reason")?.hasSuffix("…") == true)
        #expect(document.repositories.count == 3)
    }

    @Test("warnings without end give way last")
    func manyWarnings() throws {
        var summary = try summary(repositories: 3)
        summary.warnings = (0..<20_000).map { "warning \($0)" }
        let line = summary.compactJSON(.all)
        #expect(line.count <= Self.limit)
        let document = try JSONDocument(line)
        let shown = try #require(document.object["warnings"] as? [String])
        #expect(shown.first == "warning 0")
        #expect(shown.count + document.number("warningsOmitted", default: 0) == 20_000)
    }
}

extension JSONDocument {
    func number(_ key: String, default value: Int) -> Int { number(key) ?? value }
}
