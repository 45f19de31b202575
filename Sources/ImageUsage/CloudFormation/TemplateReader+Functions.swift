import Essentials
import Formats

extension TemplateReader {
    /// The text that a function gives; unknown for a function that needs more than the template.
    ///
    /// - Returns: `nil` if the name is not that of a function.
    mutating func result(of name: String, _ argument: YAMLNode) -> String? {
        switch name {
        case "Ref": return paid(argument.untaggedText.map { values[$0] } ?? unknown(argument))
        case "Fn::GetAtt": return paid(values[attribute(argument)])
        case "Fn::Sub": return paid(substituted(argument))
        case "Fn::Join": return paid(joined(argument))
        case "Fn::Select": return paid(selected(argument))
        case "Fn::FindInMap": return paid(mapped(argument)?.certainText ?? StackValues.unknown)
        case "Fn::If": return paid(chosen(argument))
        case "Fn::ImportValue": return paid(values[export: text(of: argument) ?? StackValues.unknown])
        case "Fn::Base64": return paid(text(of: argument) ?? StackValues.unknown)
        default:
            guard name.hasPrefix("Fn::") else { return nil }
            read(argument)
            return StackValues.unknown
        }
    }

    private mutating func attribute(_ argument: YAMLNode) -> String {
        guard let path = argument.items else { return text(of: argument) ?? StackValues.unknown }
        return texts(path).joined(separator: ".")
    }

    /// The text; `nil` if it is longer than the budget allows.
    private mutating func substituted(_ argument: YAMLNode) -> String? {
        if let text = argument.untaggedText { return values.substituted(in: text, upTo: budget) }
        guard let parts = argument.items, let text = parts.first?.untaggedText else { return unknown(argument) }
        var more: [String: String] = [:]
        for member in parts.dropFirst().first?.members ?? [] {
            guard let name = member.key.untaggedText else { continue }
            more[name] = self.text(of: member.value) ?? StackValues.unknown
        }
        return values.adding(more).substituted(in: text, upTo: budget)
    }

    /// The text; `nil` if it is longer than the budget allows.
    private mutating func joined(_ argument: YAMLNode) -> String? {
        guard let parts = argument.items, parts.count == 2 else { return unknown(argument) }
        let delimiter = text(of: parts[0])
        guard let items = list(parts[1]) else { return StackValues.unknown }
        guard let delimiter else {
            for item in items { read(item) }
            return StackValues.unknown
        }
        let count = items.reduce(delimiter.utf8.count * items.count) { $0 + $1.utf8.count }
        return count <= budget ? items.joined(separator: delimiter) : nil
    }

    private mutating func selected(_ argument: YAMLNode) -> String {
        guard let parts = argument.items, parts.count == 2 else { return unknown(argument) }
        let index = text(of: parts[0]).flatMap { Int($0) }
        guard let items = list(parts[1]) else { return StackValues.unknown }
        if let index, items.indices.contains(index) { return items[index] }
        for item in items { read(item) }
        return StackValues.unknown
    }

    /// The value in the template's mappings.
    private mutating func mapped(_ argument: YAMLNode) -> YAMLNode? {
        guard let parts = argument.items, parts.count >= 3 else { return nil }
        let path = texts(Array(parts.prefix(3)))
        for part in parts.dropFirst(3) { read(part) }
        return path.reduce(mappings) { $0?[$1] }
    }

    /// The text of the branch that a condition takes; both branches are read.
    private mutating func chosen(_ argument: YAMLNode) -> String {
        guard let parts = argument.items, parts.count == 3, let condition = parts[0].untaggedText else {
            return unknown(argument)
        }
        let branches = parts.dropFirst().map { text(of: $0) }
        for case let branch? in branches { read(branch) }
        guard let holds = conditions[condition] else { return StackValues.unknown }
        return (holds ? branches[0] : branches[1]) ?? StackValues.unknown
    }

    /// The texts of a list; `nil` if it is not known.
    private mutating func list(_ node: YAMLNode) -> [String]? {
        guard let (name, argument) = node.function else {
            if let items = node.items { return texts(items) }
            read(node)
            return nil
        }
        switch name {
        case "Fn::Split": return split(argument)
        case "Fn::FindInMap":
            guard let value = mapped(argument) else { return nil }
            let items = value.items.map { texts($0) } ?? value.certainText.map { [$0] } ?? []
            _ = paid(items.joined())
            return makesTooMuch ? nil : items
        case "Ref", "Fn::ImportValue":
            // The value of a list is one text, with commas.
            let text = result(of: name, argument) ?? StackValues.unknown
            guard !text.contains(StackValues.unknown) else { return nil }
            return text.split(separator: ",", omittingEmptySubsequences: false).map { item in
                String(item.trimming { $0 == " " })
            }
        default:
            read(node)
            return nil
        }
    }

    private mutating func split(_ argument: YAMLNode) -> [String]? {
        guard let parts = argument.items, parts.count == 2 else {
            read(argument)
            return nil
        }
        guard let delimiter = text(of: parts[0]), let source = text(of: parts[1]) else { return nil }
        // An unknown part may have the delimiter, too.
        guard !delimiter.isEmpty, !paid(source).contains(StackValues.unknown) else {
            read(source)
            return nil
        }
        return source.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
    }

    /// The texts of nodes; unknown for those that are structures.
    mutating func texts(_ nodes: [YAMLNode]) -> [String] { nodes.map { text(of: $0) ?? StackValues.unknown } }

    /// Reads an argument of a form that no function has.
    private mutating func unknown(_ argument: YAMLNode) -> String {
        read(argument)
        return StackValues.unknown
    }
}
