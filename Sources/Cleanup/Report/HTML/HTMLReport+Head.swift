import AWSClient
import Essentials
import Formats

extension HTMLReport {
    /// Adds the head, with the page's content security policy.
    ///
    /// The policy allows only the page's own style sheet and script.
    func addHead(to html: inout HTMLWriter) throws {
        let (style, script) = (PackageResources.report_css, PackageResources.report_js)
        let policy = [
            "default-src 'none'", "script-src '\(try Self.source(of: script))'",
            "style-src '\(try Self.source(of: style))'", "base-uri 'none'", "form-action 'none'",
        ]
        html.open("head")
        html.open("meta", ["charset": "utf-8"])
        html.open("meta", ["http-equiv": "Content-Security-Policy", "content": policy.joined(separator: "; ")])
        html.open("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.open("meta", ["name": "color-scheme", "content": "light dark"])
        html.open("meta", ["name": "referrer", "content": "no-referrer"])
        html.element("title", text: "ecr-cleanup: \(title)")
        html.literal("<style>")
        html.source(style)
        html.literal("</style>")
        html.close("head")
    }

    /// A source expression that allows one text, by its hash.
    ///
    /// - SeeAlso: [Content Security Policy Level 3: source expressions](https://www.w3.org/TR/CSP3/#framework-directive-source-list)
    static func source(of bytes: [UInt8]) throws(HashError) -> String {
        "sha256-\(Data(try SHA256.hash(bytes)).base64EncodedString())"
    }

    /// The page's heading.
    var title: String { summary.isDryRun ? "what a cleanup would delete" : "what was deleted" }

    /// Adds the heading and the facts about the run.
    func addHeader(to html: inout HTMLWriter) {
        html.element("header") { html in
            html.element("div", ["class": "title"]) { html in
                html.element("h1", text: "\(title.prefix(1).uppercased())\(title.dropFirst())")
                if summary.isDryRun {
                    html.element("span", ["class": "badge"], text: "dry run: nothing was deleted")
                }
                let isFine = summary.status == .succeeded
                html.element("span", ["class": isFine ? "badge" : "badge warn"], text: summary.status.rawValue)
            }
            html.element("dl", ["class": "facts"]) { html in
                for (name, value) in facts {
                    html.element("div") { html in
                        html.element("dt", text: name)
                        html.element("dd", text: value)
                    }
                }
            }
        }
    }

    private var facts: [(name: String, value: String)] {
        var facts: [(String, String)] = []
        if !summary.repositories.isEmpty {
            let accounts = unique(summary.repositories.map(\.registryID))
            let regions = unique(summary.repositories.map { $0.isPublic ? "\($0.region) (public)" : $0.region })
            facts.append((accounts.count == 1 ? "Account" : "Accounts", accounts.listed(upTo: 5)))
            facts.append((regions.count == 1 ? "Region" : "Regions", regions.listed(upTo: 5)))
        }
        let time = summary.startedAt.iso8601.replacing("T", with: " ").replacing("Z", with: " UTC")
        facts.append(("Time", time))
        if let policy = summary.policyIdentity {
            let hash = policy.sha256.map { " (\($0.prefix(12)))" } ?? ""
            facts.append(("Policy", "\(Self.words(for: policy))\(hash)"))
        }
        if let maximum = summary.maximumImages { facts.append(("Limit", Amounts.images(maximum))) }
        return facts
    }

    private static func words(for policy: PolicyIdentity) -> String {
        switch policy.kind {
        case .builtIn: "built in"
        case .environment: "CLEANUP_POLICY"
        case .file: (policy.name ?? "a file").excerpt(300)
        case .ssm: "the parameter \((policy.name ?? "").excerpt(300))"
        case .s3: (policy.name ?? "an object of S3").excerpt(300)
        case .event: "the event's"
        }
    }

    private func unique(_ texts: [String]) -> [String] { Set(texts).sorted() }
}
