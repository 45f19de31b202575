import Formats

/// Decides the conditions of a template, which depend on its parameters and mappings alone.
struct TemplateConditions {
    /// Evaluates the operands; what it finds in them is of no use.
    private var reader: TemplateReader
    /// The number of conditions in each other that are followed: CloudFormation allows no circle.
    private var depth = 0
    private static let maximumDepth = 64

    init(_ reader: TemplateReader) { self.reader = reader }

    /// Whether a condition holds; `nil` if that is not known.
    func holds(_ name: String) -> Bool? {
        guard let condition = reader.conditions?[name], depth < Self.maximumDepth else { return nil }
        var inner = self
        inner.depth += 1
        return inner.value(of: condition)
    }

    private mutating func value(of node: YAMLNode) -> Bool? {
        if let name = node["Condition"]?.plainText, node.members.count == 1 { return holds(name) }
        guard let (function, argument) = node.function else { return nil }
        if function == "Condition" { return argument.plainText.flatMap { holds($0) } }
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
