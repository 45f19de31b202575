import Formats

extension FindingMessage {
    /// The message about a text that is not JSON.
    static func notJSON(_ text: [UInt8], _ error: JSONSyntaxError) -> FindingMessage {
        if text.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            return "it is a ZIP archive, as Terraform's saved plans are, and a policy is JSON. "
                + "terraform show -json tfplan > plan.json writes the plan as JSON"
        }
        let content = String(decoding: text, as: UTF8.self)
        let first = content.split(whereSeparator: \.isNewline).lazy
            .map { $0.filter { $0 != "\u{FEFF}" } }
            .first { line in !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") }
        guard let first else {
            return content.contains("#")
                ? syntax(error) : "it is empty, not JSON. A policy to begin with: \(known: sample)"
        }
        guard first.beginsYAML else { return syntax(error) }
        return "it is YAML, and a policy is JSON. yq -o=json . policy.yaml > policy.json converts it"
    }

    private static func syntax(_ error: JSONSyntaxError) -> FindingMessage {
        "it is not JSON: \(known: "\(error)".excerpt(300))"
    }

    /// A policy for somebody who has none.
    private static let sample =
        #"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "#
        + #""countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#
}

extension String {
    /// Whether a document's first line is that of a policy in YAML.
    fileprivate var beginsYAML: Bool {
        if self == "---" || hasPrefix("--- ") || hasPrefix("- ") { return true }
        guard let colon = firstIndex(of: ":") else { return false }
        let name = self[..<colon].filter { $0 != "\"" && $0 != "'" }
        let keys =
            Policy.Key.allCases.map(\.rawValue) + Policy.Section.Key.allCases.map(\.rawValue)
            + RuleDocument.Key.allCases.map(\.rawValue) + PolicyText.AnswerKey.allCases.map(\.rawValue)
        return keys.contains { $0.lowercased() == name.lowercased() }
    }
}
