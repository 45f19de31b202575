import Formats
import ImageModel

extension HTMLReport {
    /// The maximum number of pieces of advice of a kind.
    private static let mostAdvice = 50

    /// Adds the advice by kind, each with what to do.
    func addAdvice(to html: inout HTMLWriter) {
        guard !summary.advice.isEmpty else { return }
        addSection("Advice", id: "advice", styleClass: "panel notice", to: &html) { html in
            let text = summary.textOfAdvice
            for (code, pieces) in summary.adviceByCode { addAdvice(pieces, text, titled: code.title, to: &html) }
        }
    }

    private func addAdvice(
        _ pieces: [Advice], _ text: (Advice) -> String, titled title: String, to html: inout HTMLWriter
    ) {
        html.element("h3", text: title)
        html.element("ul", ["class": "break"]) { html in
            for piece in pieces.prefix(Self.mostAdvice) {
                html.element("li") { html in
                    html.text(text(piece).excerpt(2000))
                    if let command = piece.command {
                        html.text(" ")
                        html.element("code", text: command)
                    }
                }
            }
            let more = pieces.count - Self.mostAdvice
            if more > 0 { html.element("li", text: "and \(Amounts.count(more)) more") }
        }
        if let first = pieces.first { html.element("p", ["class": "muted"], text: "To do: \(first.toDo)") }
    }
}
