import AWSClient
import ECRClient
import Foundation
import ImageModel
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup
@testable import Retention

@Suite("The summary as JSON")
struct SummaryJSONTests {
    /// A summary in which every member has a value.
    private func sample() throws -> Summary {
        var summary = Summary(
            isDryRun: false, trigger: Trigger(.schedule, id: "id-1", time: "2026-01-01T00:00:00Z"),
            requestID: "request-1", startedAt: Date(timeIntervalSince1970: 1_767_225_600.9))
        var report = RepositoryReport(
            registryID: "123456789012", region: "us-east-1", name: "team-a/app", policy: "default")
        let image = Image(
            digest: try .test(1), tags: ["pr-7", "v\"1"], pushedAt: Date(timeIntervalSince1970: 1_765_000_000.5),
            lastPulledAt: Date(timeIntervalSince1970: 1_765_000_000), sizeInBytes: 42)
        let bare = Image(digest: try .test(2), pushedAt: Date(timeIntervalSince1970: 1_765_000_000), sizeInBytes: 8)
        let decision = Decision(.expire, rule: 1, reason: .olderThan(.days(15), age: 16.27, since: .push))
        report.add(
            ImageRows(
                assessment: Assessment(
                    graph: ImageGraph(of: [image, bare], manifests: nil), decisions: [decision, decision]),
                outcomes: ImageOutcomeList([.deleted(note: nil), .refused(code: "KmsError", reason: "no\nkey")])),
            request: .deleting())
        summary.repositories = [report]
        summary.settle(summary.repositories.map(\.status))
        summary.duration = 3.214
        summary.warnings = ["mind the gap"]
        summary.calls.calls = ["DescribeImages": 2, "BatchDeleteImage": 1]
        return summary
    }

    private static let expected = #"""
        {
          "schemaVersion": 1,
          "status": "partial",
          "dryRun": false,
          "trigger": {
            "type": "schedule",
            "id": "id-1",
            "time": "2026-01-01T00:00:00Z"
          },
          "requestId": "request-1",
          "startedAt": "2026-01-01T00:00:00Z",
          "durationSeconds": 3.21,
          "totals": {
            "repositories": 1,
            "scanned": 2,
            "kept": 0,
            "protected": 0,
            "selected": 2,
            "deleted": 1,
            "archived": 0,
            "failed": 1,
            "skipped": 0,
            "bytesScanned": 50,
            "bytesSelected": 50,
            "bytesDeleted": 42,
            "estimatedMonthlyCostUSD": 0.00,
            "estimatedMonthlySavingsUSD": 0.00
          },
          "repositories": [
            {
              "registryId": "123456789012",
              "region": "us-east-1",
              "name": "team-a/app",
              "status": "partial",
              "policy": "default",
              "scanned": 2,
              "kept": 0,
              "protected": 0,
              "selected": 2,
              "deleted": 1,
              "archived": 0,
              "failed": 1,
              "skipped": 0,
              "bytesScanned": 50,
              "bytesSelected": 50,
              "bytesDeleted": 42,
              "byRule": {
                "1": 2
              },
              "byProtection": {},
              "failures": [
                {
                  "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000002",
                  "code": "KmsError",
                  "reason": "no\nkey"
                }
              ],
              "images": [
                {
                  "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001",
                  "tags": [
                    "pr-7",
                    "v\"1"
                  ],
                  "pushedAt": "2025-12-06T05:46:40Z",
                  "lastPulledAt": "2025-12-06T05:46:40Z",
                  "bytes": 42,
                  "decision": "expire",
                  "outcome": "deleted",
                  "rule": 1,
                  "reason": "older than 15 days (16.2)"
                },
                {
                  "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000002",
                  "tags": [],
                  "pushedAt": "2025-12-06T05:46:40Z",
                  "bytes": 8,
                  "decision": "expire",
                  "outcome": "failed",
                  "rule": 1,
                  "reason": "KmsError: no\nkey"
                }
              ]
            }
          ],
          "inUse": {
            "sources": [],
            "missing": []
          },
          "warnings": [
            "mind the gap"
          ],
          "advice": [],
          "calls": {
            "BatchDeleteImage": 1,
            "DescribeImages": 2
          },
          "retries": 0,
          "throttled": 0
        }
        """#

    @Test("has the members of the contract, in their order")
    func shape() throws {
        #expect(String(decoding: try sample().indentedJSON(.all), as: UTF8.self) == Self.expected + "\n")
    }

    @Test("says the same on one line")
    func compact() throws {
        let line = try sample().compactJSON(.all)
        #expect(!line.contains(UInt8(ascii: "\n")))
        let compact = try JSONSerialization.jsonObject(with: line) as? NSDictionary
        let indented = try JSONSerialization.jsonObject(with: try sample().indentedJSON(.all)) as? NSDictionary
        #expect(compact == indented)
    }

    @Test("leaves out what is not known")
    func absent() throws {
        var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: TestClock.start)
        summary.reason = "nothing to do"
        let json = try JSONDocument(summary.compactJSON(.all))
        #expect(json.keys.isDisjoint(with: ["requestId", "imagesOmitted", "repositoriesOmitted"]))
        #expect(json.members("trigger").keys.sorted() == ["type"])
        #expect(json.text("reason") == "nothing to do")
        #expect(json.number("schemaVersion") == 1)
    }

    @Test("speaks of as many images as were asked for", arguments: [(Detail.none, 0), (.selected, 2), (.all, 3)])
    func detail(detail: Detail, count: Int) throws {
        var summary = try sample()
        let kept = Image(digest: try .test(3), pushedAt: nil)
        summary.repositories[0].images.append(
            ImageReport(image: kept, decision: Decision(.keep, reason: .noRule), outcome: .kept))
        #expect(try JSONDocument(summary.compactJSON(detail)).repositories[0].rows("images").count == count)
    }

    @Test("numbers that no run has do no harm")
    func oddNumbers() throws {
        var summary = try sample()
        for duration in [-0.001, .nan, .infinity, 1e300, -5] {
            summary.duration = duration
            #expect(throws: Never.self) { try JSONDocument(summary.compactJSON(.all)) }
        }
    }
}

/// A JSON object, as a test looks at it.
struct JSONDocument {
    let object: [String: Any]

    init(_ text: Data) throws {
        object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    }

    private init(_ object: [String: Any]) { self.object = object }

    var keys: Set<String> { Set(object.keys) }
    var repositories: [JSONDocument] { rows("repositories") }

    func rows(_ key: String) -> [JSONDocument] { (object[key] as? [[String: Any]] ?? []).map { JSONDocument($0) } }
    func members(_ key: String) -> [String: Any] { object[key] as? [String: Any] ?? [:] }
    func text(_ key: String) -> String? { object[key] as? String }
    func number(_ key: String) -> Int? { object[key] as? Int }
}

extension Summary {
    /// What is written for people, as a whole.
    func indentedJSON(_ detail: Detail) throws -> Data {
        let parts = Mutex<[Data]>([])
        try writeIndentedJSON(detail) { part in parts.withLock { $0.append(part) } }
        return parts.withLock { $0.reduce(into: Data()) { $0 += $1 } }
    }
}
