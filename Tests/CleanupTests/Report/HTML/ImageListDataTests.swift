import Foundation
import ImageModel
import RetentionTestSupport
import Testing

@testable import Cleanup

@Suite("Data of the HTML report's list")
struct ImageListDataTests {
    @Test("each image is a row with its family")
    func rows() throws {
        let data = try HTMLScene.data(in: HTMLScene.page(of: HTMLScene.summary()))
        #expect(data["tags"] as? [String] == ["v1 latest", "", "", ""])
        #expect(data["bytes"] as? [Int] == [9 << 20, 3 << 20, 3 << 20, 4 << 20])
        #expect(data["category"] as? [Int] == [ImageCategory.kept, .inUse, .kept, .goes].map(\.rawValue))
        #expect(data["rule"] as? [Int] == [0, 1, 0, 1])
        #expect(data["heldBy"] as? [String: [Int]] == ["1": [0], "2": [0]])
        #expect(data["subjects"] as? [String: [Int]] == ["2": [0]])
        let digests = try #require(data["digests"] as? String)
        #expect(digests.count == 7 + 4 * 64 && digests.hasSuffix(String(repeating: "0", count: 63) + "4"))
        let (reasons, reason) = (data["reasons"] as? [String], data["reason"] as? [Int])
        #expect(reasons?.count == 3 && reason == [0, 1, 0, 2])
    }

    @Test("JSON with every image has the families and the policies' words, and Lambda's line has not")
    func families() throws {
        var summary = try HTMLScene.summary()
        summary.policies = [
            PolicyDescription(
                name: "default", repositories: "*", rules: [.init(priority: 1, sentence: "deletes images")],
                others: ["keeps everything else"], sha256: "abc")
        ]
        let json = try JSONDocument(summary.indentedJSON(.all))
        #expect(json.rows("policies").first?.text("sentence") == "rule 1 deletes images; keeps everything else")
        let row = try #require(json.repositories[0].rows("images").dropFirst(2).first)
        let index = try ImageDigest.test(1).description
        #expect(row.object["heldBy"] as? [String] == [index] && row.text("subject") == index)
        #expect(row.text("mediaType") == MediaType.imageManifest.description)
        let line = String(decoding: summary.compactJSON(.all), as: UTF8.self)
        #expect(!line.contains("heldBy") && !line.contains("mediaType") && !line.contains("\"policies\""))
    }

    @Test("nothing in a text ends the script element")
    func escapes() throws {
        let hostile = "</script><!--<script>&\u{2028}\u{2029}\u{202e}"
        let page = try HTMLScene.page(of: HTMLScene.summary(note: hostile))
        let text = try #require(
            page.components(separatedBy: "id=\"data\">").last?.components(separatedBy: "</script>").first)
        #expect(!text.contains(where: { "<>&\u{2028}\u{2029}".contains($0) }))
        let reasons = try #require(try HTMLScene.data(in: page)["reasons"] as? [String])
        #expect(reasons.last == "</script><!--<script>&\\u{2028}\\u{2029}\\u{202e}")
    }

    @Test(
        "an age has its range",
        arguments: [
            (-1, "under 1 day"), (0.99, "under 1 day"), (1, "1–7 days"), (14, "14–30 days"), (729, "1–2 years"),
            (1e9, "over 2 years"), (nil, "unknown"),
        ] as [(Double?, String)])
    func ageRanges(days: Double?, label: String) {
        #expect(AgeRange.all[AgeRange.index(ofDays: days)].label == label)
    }
}
