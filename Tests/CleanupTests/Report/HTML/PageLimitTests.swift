import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Limit of an HTML report's list")
struct PageLimitTests {
    @Test(
        "selected images displace the others, and the first of each kind are listed",
        arguments: [
            ("all have room", 6, "kgkgkg", [1, 2, 3, 4, 5, 6]),
            ("the last that stay are left out", 4, "kkkgkg", [1, 2, 4, 6]),
            ("selected images arrive first", 4, "ggkkkk", [1, 2, 3, 4]),
            ("selected images take all the room", 3, "kkkgggkg", [4, 5, 6]),
            ("failed and skipped images were selected", 3, "kkfsak", [3, 4, 5]),
            ("no room at all", 0, "kg", []),
        ] as [(String, Int, String, [Int])])
    func listed(name: String, limit: Int, kinds: String, expected: [Int]) throws {
        var scene = LimitScene(limit: limit)
        try scene.add(kinds, to: "app")
        #expect(try scene.listed() == expected)
    }

    @Test("the images of each repository stay together, in the summary's order")
    func repositories() throws {
        var scene = LimitScene(limit: 4)
        try scene.add("kgk", to: "b")
        try scene.add("kg", to: "a")
        try scene.add("gk", to: "b")
        scene.summary.repositories.sort { $0.name.description < $1.name.description }
        #expect(try scene.listed() == [5, 1, 2, 6])
        let repositories = try #require(scene.data()["repositories"] as? [[String: Any]])
        #expect(repositories.map { $0["images"] as? Int } == [1, 3])
    }

    @Test("any number of arrivals is listed as by a naive choice", arguments: [1, 15, 16, 17, 40, 100, 150, 300])
    func naive(limit: Int) throws {
        var random = SplitMix64(seed: UInt64(limit))
        var scene = LimitScene(limit: limit)
        var kinds = ""
        for repository in 0..<20 {
            let more = String((0..<15).map { _ in Int.random(in: 0..<3, using: &random) == 0 ? "g" : "k" })
            try scene.add(more, to: "\(repository)")
            kinds += more
        }
        let numbered = Array(zip(1..., kinds))
        let selected = numbered.filter { $0.1 == "g" }.prefix(limit)
        let others = numbered.filter { $0.1 == "k" }.prefix(limit - selected.count)
        #expect(try scene.listed() == (selected + others).map(\.0).sorted())
    }

    @Test("a link to an image that is not listed is left out")
    func links() throws {
        let summary = try HTMLScene.summary()
        var contents = HTMLReportContents(limit: 2, now: HTMLScene.now)
        // The index arrives after one of its manifests, and has no room.
        let rows = summary.repositories[0].images
        contents.add([rows[2], rows[0], rows[3]], of: summary.repositories[0])
        let data = try HTMLScene.data(in: HTMLScene.page(of: summary, contents))
        #expect(data["heldBy"] as? [String: [Int]] == ["0": []])
        #expect(data["subjects"] as? [String: [Int]] == ["0": []])
        #expect(data["type"] as? [Int] == [0, 0] && (data["types"] as? [Any])?.count == 1)
        #expect((data["reasons"] as? [String])?.count == 2 && data["reason"] as? [Int] == [0, 1])
    }

    @Test("the numbers count all images, with a limit and without")
    func numbers() throws {
        let summary = try HTMLScene.summary()
        var pages: [String] = []
        for limit in [nil, 1] {
            var contents = HTMLReportContents(limit: limit, now: HTMLScene.now)
            for report in summary.repositories { contents.add(report.images, of: report) }
            pages.append(try HTMLScene.page(of: summary, contents))
        }
        let charts = pages.map { $0.components(separatedBy: "<noscript>")[0] }
        #expect(charts[0] == charts[1] && charts[0].contains("aria-label=\"goes 4.0 MB, in use 3.0 MB, kept 3.0 MB\""))
    }

    @Test("the page says how many images it lists, if these are not all")
    func sentence() throws {
        var scene = LimitScene(limit: 1000)
        try scene.add(String(repeating: "k", count: 1234), to: "app")
        let page = try scene.page()
        #expect(
            page.contains(
                "Images</h2><p class=\"muted\">Shows 1,000 of 1,234 images, selected images first. "
                    + "The files images-*.json beside this page have all images.</p>"))
        #expect(page.contains("The list of images needs JavaScript. The files images-*.json"))
        var small = LimitScene(limit: 1000)
        try small.add("gk", to: "app")
        #expect(try !small.page().contains("images-*.json"))
        #expect(try small.page().contains("Images</h2><div class=\"controls\""))
    }
}

/// A run whose page has a limit: an image is known by its number.
private struct LimitScene {
    var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: HTMLScene.now)
    private var contents: HTMLReportContents
    private var count = 0

    init(limit: Int) { contents = HTMLReportContents(limit: limit, now: HTMLScene.now) }

    /// Adds an image for each letter: kept, going, to be archived, failed or skipped.
    mutating func add(_ kinds: String, to name: String) throws {
        let report = RepositoryReport(
            registryID: "123456789012", region: "eu-west-1", name: RepositoryName(stringLiteral: name),
            policy: "default")
        let outcomes: [Character: ImageReport.Outcome] = [
            "k": .kept, "g": .wouldDelete, "a": .wouldArchive, "f": .failed, "s": .skipped,
        ]
        var rows: [ImageReport] = []
        for kind in kinds {
            count += 1
            let decision =
                kind == "k" ? Decision(.keep, reason: .noRule) : Decision(.expire, rule: 1, reason: .unknownSubject)
            rows.append(
                ImageReport(
                    image: Image(digest: try .test(count), pushedAt: nil), decision: decision,
                    outcome: try #require(outcomes[kind])))
        }
        contents.add(rows, of: report)
        if !summary.repositories.contains(where: { $0.name == report.name }) { summary.repositories.append(report) }
    }

    func page() throws -> String { try HTMLScene.page(of: summary, contents) }

    func data() throws -> [String: Any] { try HTMLScene.data(in: page()) }

    /// The numbers of the listed images, in the page's order.
    func listed() throws -> [Int] {
        let digits = try #require(data()["digests"] as? String).dropFirst("sha256:".count)
        return try stride(from: 0, to: digits.count, by: 64).map { start in
            try #require(Int(String(digits.dropFirst(start).prefix(64)), radix: 16))
        }
    }
}
