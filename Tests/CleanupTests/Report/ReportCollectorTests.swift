import AWSClient
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Reports of images that can't be shown")
struct ReportCollectorTests {
    private func report(_ number: Int, images: Int) throws -> RepositoryReport {
        var report = RepositoryReport(
            registryID: "123456789012", region: "us-east-1", name: RepositoryName("app-\(number)"), policy: "p")
        report.images = try (0..<images).map {
            ImageReport(
                image: Image(digest: try .test(number * 1000 + $0), pushedAt: TestClock.start),
                decision: Decision(.expire, rule: 1, reason: .noRule), outcome: .wouldDelete)
        }
        return report
    }

    @Test(
        "are dropped, but for the first in the order of the repositories, whichever comes in first",
        arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
    func order(positions: [Int]) throws {
        let collector = ReportCollector(try (0..<4).map { try report($0, images: 0) }, maximumImages: 10)
        for position in positions { collector.put(try report(position, images: [4, 0, 9, 5][position]), at: position) }
        #expect(collector.reports.map(\.name.description) == ["app-0", "app-1", "app-2", "app-3"])
        #expect(collector.reports.map(\.images.count) == [4, 0, 6, 0])
        #expect(collector.reports.map(\.omittedImages) == [0, 0, 3, 5])
    }

    @Test("are all kept where nothing limits the output")
    func unlimited() throws {
        let collector = ReportCollector(try (0..<3).map { try report($0, images: 0) }, maximumImages: nil)
        for position in 0..<3 { collector.put(try report(position, images: 50), at: position) }
        #expect(collector.reports.map(\.images.count) == [50, 50, 50])
    }

    @Test("make no difference to the line", arguments: [10, 300, 2000, 4000])
    func sameLine(count: Int) async throws {
        let stage = try Stage(.stale(count))
        func line(_ maximum: Int?) async throws -> Data {
            var summary = try await stage.service().run(.dry { $0.maximumImageReports = maximum })
            summary.calls.calls = [:]
            return summary.compactJSON(.all)
        }
        #expect(try await line(Summary.mostImagesInLine) == line(nil))
        let summary = try await stage.service().run(.dry { $0.maximumImageReports = 100 })
        #expect(summary.repositories[0].images.count == min(count, 100))
        #expect(summary.repositories[0].omittedImages == max(0, count - 100))
    }
}
