import Formats

/// Decides the conditions of a template, which depend on its parameters and mappings alone.
struct TemplateConditions {
    /// Evaluates the operands; what it finds in them is of no use.
    private var reader: TemplateReader
    private let conditions: [String: YAMLNode]
    /// The number of conditions in each other that are being decided.
    private var depth = 0
    /// The maximum of these, since the call stack is limited.
    private static let maximumDepth = 128
    /// The results so far.
    ///
    /// A condition that is being decided has none: CloudFormation allows no circle.
    private var results: [String: Bool?] = [:]

    /// The conditions whose result is known.
    ///
    /// - Parameter reader: a reader that has the template's mappings.
    static func decided(in template: Template, by reader: TemplateReader) -> [String: Bool] {
        let members = template.root["Conditions"]?.members ?? []
        let named = members.compactMap { member in member.key.untaggedText.map { ($0, member.value) } }
        var all = TemplateConditions(reader: reader, conditions: Dictionary(named) { $1 })
        for (name, _) in named { _ = all.holds(name) }
        return all.results.compactMapValues { $0 }
    }

    private init(reader: TemplateReader, conditions: [String: YAMLNode]) {
        self.reader = reader
        self.conditions = conditions
    }

    /// Whether a condition holds; `nil` if that is not known.
    private mutating func holds(_ name: String) -> Bool? {
        if let result = results[name] { return result }
        guard let condition = conditions[name], depth < Self.maximumDepth else { return nil }
        results[name] = .some(nil)
        depth += 1
        defer { depth -= 1 }
        let result = value(of: condition)
        results[name] = .some(result)
        return result
    }

    private mutating func value(of node: YAMLNode) -> Bool? {
        if node.members.count == 1, let name = node["Condition"]?.untaggedText { return holds(name) }
        guard let (function, argument) = node.function else { return nil }
        if function == "Condition" { return argument.untaggedText.flatMap { holds($0) } }
        guard let operands = argument.items else { return nil }
        switch function {
        case "Fn::Equals": return areEqual(operands)
        case "Fn::Not": return operands.count == 1 ? value(of: operands[0]).map { !$0 } : nil
        case "Fn::And", "Fn::Or":
            let values = operands.map { value(of: $0) }
            let decisive = function == "Fn::Or"
            if values.contains(decisive) { return decisive }
            return values.contains(nil) ? nil : !decisive
        default: return nil
        }
    }

    private mutating func areEqual(_ operands: [YAMLNode]) -> Bool? {
        let texts = reader.texts(operands)
        guard texts.count == 2, !texts.contains(where: { $0.contains(StackValues.unknown) }) else { return nil }
        return texts[0] == texts[1]
    }
}
