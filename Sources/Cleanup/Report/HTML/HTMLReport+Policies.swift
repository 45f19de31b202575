import Formats

extension HTMLReport {
    /// Adds the policies in words, with the images of each rule.
    func addPolicies(to html: inout HTMLWriter) {
        addSection(
            "Policy", id: "policy", note: "What each rule selects, with what belongs to it.", to: &html
        ) { html in
            let names = summary.policies.map(\.name)
            let common = linesOfAllPolicies
            for policy in summary.policies { add(policy, without: common, to: &html) }
            if !common.isEmpty {
                html.element("h3", text: "In all of them")
                addLines(common, to: &html)
            }
            // If the summary lacks a policy's words, only the numbers of its rules are shown.
            let others = Set(summary.repositories.map(\.policy)).subtracting(names).sorted()
            for name in others {
                let rules = statistics.rules.keys.filter { $0.policy == name }.map(\.priority).sorted()
                add(
                    PolicyDescription(
                        name: name, repositories: "", rules: rules.map { .init(priority: $0, sentence: "") },
                        others: []), without: [], to: &html)
            }
        }
    }

    /// The lines that all policies have in common.
    ///
    /// Examples are the vetoes and limits of the whole document. A single policy has no common lines.
    private var linesOfAllPolicies: [String] {
        guard summary.policies.count > 1, let first = summary.policies.first else { return [] }
        return first.others.filter { line in summary.policies.allSatisfy { $0.others.contains(line) } }
    }

    private func addLines(_ lines: [String], to html: inout HTMLWriter) {
        guard !lines.isEmpty else { return }
        html.element("ul", ["class": "small muted break rest"]) { html in
            for line in lines { html.element("li", text: line.excerpt(1000)) }
        }
    }

    private func add(_ policy: PolicyDescription, without common: [String], to html: inout HTMLWriter) {
        html.element("h3", ["class": "break"]) { html in
            html.text(policy.name.excerpt())
            if !policy.repositories.isEmpty {
                html.element("span", ["class": "muted small"], text: " for \(policy.repositories.excerpt(500))")
            }
        }
        if !policy.rules.isEmpty {
            addAmounts(
                "Rule",
                of: policy.rules.map { rule in
                    let key = ReportStatistics.RuleKey(policy: policy.name, priority: rule.priority)
                    let words = "\(rule.priority)" + (rule.sentence.isEmpty ? "" : ": \(rule.sentence.excerpt(1000))")
                    return (words, statistics.rules[key] ?? .init())
                }, to: &html)
        }
        addLines(policy.others.filter { !common.contains($0) }, to: &html)
    }

    /// Adds a table of vetoes and the images that they protect.
    func addVetoes(to html: inout HTMLWriter) {
        guard !statistics.vetoes.isEmpty else { return }
        addSection(
            "What protects images", id: "vetoes", note: "Images that a rule would take, and that stay.", to: &html
        ) { html in
            let vetoes = statistics.vetoes.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            addAmounts("Veto", of: vetoes.map { (Self.words(for: $0.key), $0.value) }, to: &html)
        }
    }

    /// A veto's name in words.
    private static func words(for veto: String) -> String {
        switch veto {
        case "inUse": "in use"
        case "imageUris": "named by the policy"
        case "repositoryTag": "the repository's resource tag"
        case "tag": "a protected tag"
        case "notAnnounced": "not announced yet"
        case "newest": "among the newest"
        case "newestPulled": "among the last pulled"
        case "pushedWithinDays": "pushed lately"
        case "pulledWithinDays": "pulled lately"
        default: veto
        }
    }

    /// Adds a table with an amount of images for each name.
    private func addAmounts(
        _ heading: String, of amounts: [(name: String, amount: ReportStatistics.Amount)], to html: inout HTMLWriter
    ) {
        html.element("table", ["class": "amounts"]) { html in
            html.element("thead") { html in
                html.element("tr") { html in
                    html.element("th", ["scope": "col"], text: heading)
                    html.element("th", ["scope": "col", "class": "number count"], text: "Images")
                    html.element("th", ["scope": "col", "class": "number size"], text: "Size")
                }
            }
            html.element("tbody") { html in
                for (name, amount) in amounts {
                    html.element("tr") { html in
                        html.element("th", ["scope": "row", "class": "break"], text: name)
                        addNumber(amount.count, to: &html)
                        html.element("td", ["class": "number"], text: Amounts.bytes(amount.bytes))
                    }
                }
            }
        }
    }
}
