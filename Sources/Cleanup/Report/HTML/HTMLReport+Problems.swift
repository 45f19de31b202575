import Formats
import ImageModel

extension HTMLReport {
    /// The maximum number of entries in a list of problems.
    private static let mostProblems = 50

    /// Adds the problems and the warnings.
    func addProblems(to html: inout HTMLWriter) {
        addProblems("Not done", id: "problems", problems, to: &html)
        addProblems("Warnings", id: "warnings", summary.warnings, to: &html)
    }

    /// The problems of the run, with the affected repositories.
    private var problems: [String] {
        let unread = summary.sources.compactMap { source in
            source.reason.map { "what \(source.name) uses could not be read: \($0)" }
        }
        return (summary.reason.map { [$0] } ?? []) + unread
            + summary.problems.map { "\($0.repositories.listed(upTo: 5)): \($0.sentence)" }
    }

    private func addProblems(_ title: String, id: String, _ problems: [String], to html: inout HTMLWriter) {
        guard !problems.isEmpty else { return }
        addSection(title, id: id, styleClass: "panel notice", to: &html) { html in
            html.element("ul", ["class": "break"]) { html in
                for problem in problems.prefix(Self.mostProblems) {
                    html.element("li", text: problem.excerpt(2000))
                }
                let more = problems.count - Self.mostProblems
                if more > 0 { html.element("li", text: "and \(Amounts.count(more)) more") }
            }
        }
    }
}
