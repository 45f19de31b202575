import AWSClient
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import Testing

@testable import Cleanup

@Suite("HTML report")
struct HTMLReportTests {
    private static let hostile =
        "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x' \u{202e}&amp;"

    @Test("the numbers are the summary's")
    func numbers() throws {
        let page = try HTMLScene.page(of: HTMLScene.summary())
        #expect(page.contains("<span class=\"was\">4 → </span>3</dd>"))
        #expect(page.contains("<span class=\"was\">10.0 MB → </span>6.0 MB</dd>"))
        #expect(page.contains("aria-label=\"goes 4.0 MB, in use 3.0 MB, kept 3.0 MB\""))
        #expect(page.contains("<td class=\"number\">4</td><td class=\"number\">1</td>"))
        #expect(page.contains("123456789012") && page.contains("eu-west-1") && page.contains("dry run"))
    }

    @Test("rules have their words, and vetoes what they keep")
    func rulesAndVetoes() throws {
        var summary = try HTMLScene.summary()
        summary.policies = [
            PolicyDescription(
                name: "default", repositories: "*",
                rules: [
                    .init(priority: 1, sentence: "deletes images"), .init(priority: 2, sentence: "deletes others"),
                ],
                others: ["keeps what is in use by ecs"])
        ]
        let page = try HTMLScene.page(of: summary)
        #expect(
            page.contains(
                ">1: deletes images</th><td class=\"number\">1</td><td class=\"number\">4.0 MB</td></tr>"))
        #expect(page.contains(">2: deletes others</th><td class=\"number zero\">0</td>"))
        #expect(page.contains(">in use</th><td class=\"number\">1</td><td class=\"number\">3.0 MB</td>"))
        #expect(page.contains("<li>keeps what is in use by ecs</li>"))
    }

    @Test("without the policy's words the rules have their numbers")
    func rulesWithoutWords() throws {
        let page = try HTMLScene.page(of: HTMLScene.summary())
        #expect(page.contains(">1</th><td class=\"number\">1</td>"))
    }

    @Test("no text from outside is markup, wherever it stands")
    func hostileTexts() throws {
        var summary = try HTMLScene.summary(note: Self.hostile)
        summary.warnings = [Self.hostile]
        summary.reason = Self.hostile
        summary.version = Self.hostile
        summary.policyIdentity = PolicyIdentity(.file, name: Self.hostile)
        summary.policies = [
            PolicyDescription(
                name: Self.hostile, repositories: Self.hostile, rules: [.init(priority: 1, sentence: Self.hostile)],
                others: [Self.hostile])
        ]
        summary.sources = [SourceReport(name: Self.hostile, status: .failed, reason: Self.hostile)]
        summary.repositories[0].status = .blocked
        summary.repositories[0].reason = Self.hostile
        summary.repositories[0].region = Self.hostile
        summary.repositories[0].images[0].image.mediaType = MediaType(Self.hostile)
        let page = try HTMLScene.page(of: summary)
        #expect(!page.contains("<img") && !page.contains("<script>alert") && !page.contains("\u{202e}"))
        #expect(page.contains("&quot; onload=&#39;x&#39; \\u{202e}&amp;amp;"))
        #expect(page.components(separatedBy: "</script>").count == 3)
    }

    @Test("nothing but the page's own script and style sheet is allowed, by their hashes")
    func securityPolicy() throws {
        let page = try HTMLScene.page(of: HTMLScene.summary())
        let policy = try #require(page.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)?.1)
        let parts = policy.replacing("&#39;", with: "'").split(separator: "; ")
        #expect(parts.first == "default-src 'none'" && parts.count == 5)
        for (name, start, end) in [
            ("script-src", "</script>\n<script>", "</script>"), ("style-src", "<style>", "</style>"),
        ] {
            let text = try #require(page.components(separatedBy: start).last?.components(separatedBy: end).first)
            let hash = Data(try SHA256.hash(Array(text.utf8))).base64EncodedString()
            #expect(parts.contains("\(name) 'sha256-\(hash)'"))
        }
        #expect(!page.contains(" style=") && !page.contains("http://") && !page.contains("href="))
    }

    @Test("the style sheet and the script don't end their elements")
    func embeddedSources() {
        let style = String(decoding: PackageResources.report_css, as: UTF8.self)
        let script = String(decoding: PackageResources.report_js, as: UTF8.self)
        #expect(!style.contains("</") && !style.contains("url(") && !style.contains("@import"))
        #expect(!script.contains("</") && !script.contains("innerHTML") && !script.contains("<!--"))
    }

    @Test("fifty repositories are named, and the rest is summed up")
    func manyRepositories() throws {
        var summary = try HTMLScene.summary()
        summary.repositories = (1...60).map { number in
            var report = RepositoryReport(
                registryID: "1", region: "r", name: RepositoryName(stringLiteral: "repository-\(number)"), policy: "p")
            report.counts.scanned = number
            report.counts.bytesScanned = Int64(number) << 20
            return report
        }
        let page = try HTMLScene.page(of: summary)
        #expect(
            page.contains(">repository-60<") && page.contains(">repository-11<") && !page.contains(">repository-10<"))
        #expect(page.contains("and 10 smaller</th><td class=\"number\">55</td>"))
        #expect(page.contains("60 repositories</th><td class=\"number\">1,830</td>"))
    }

    @Test("a run over nothing is a page, too")
    func emptyRun() throws {
        var summary = try HTMLScene.summary()
        summary.repositories = []
        summary.isDryRun = false
        let page = try HTMLScene.page(of: summary)
        #expect(page.contains("What was deleted") && page.hasSuffix("</html>\n"))
        #expect(try HTMLScene.data(in: page)["bytes"] as? [Int] == [])
    }

    @Test("sizes that no registry has don't end the process")
    func excessiveSizes() throws {
        var summary = try HTMLScene.summary()
        for row in summary.repositories[0].images.indices {
            summary.repositories[0].images[row].image.sizeInBytes = .max
        }
        _ = try HTMLScene.page(of: summary)
    }
}
