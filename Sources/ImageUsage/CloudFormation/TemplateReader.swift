import Formats

/// Finds the images that a template and the values of its parameters name.
///
/// A template in JSON is evaluated as far as its functions allow. One in YAML is searched as a text: a reference that
/// it puts together from pieces is not understood, and then every word near it counts as a tag.
struct TemplateReader {
    private var values: StackValues
    private(set) var names = ImageNames()

    init(values: StackValues) { self.values = values }

    /// Reads the value of a parameter, which may be a list.
    ///
    /// An image's tag may stand in a parameter of its own, so a value that could be a tag counts as one.
    mutating func readParameter(_ value: String) {
        names.read(value)
        for part in value.split(separator: ",") { names.readTag(part.drop { $0 == " " }) }
    }

    /// Reads a template in JSON or YAML.
    mutating func read(_ template: String) {
        if let value = try? JSONValue(parsing: template.utf8) {
            addRepositories(of: value)
            read(value)
        } else {
            names.read(values.referencesReplaced(in: values.substituted(in: template)), hasPieces: true)
        }
    }

    /// Adds the names and URIs of the template's own repositories.
    private mutating func addRepositories(of template: JSONValue) {
        guard case .object(let members) = template, case .object(let resources)? = members["Resources"] else { return }
        for (id, resource) in resources {
            guard case .object(let resource) = resource, resource["Type"] == .string("AWS::ECR::Repository"),
                case .object(let properties)? = resource["Properties"],
                let name = properties["RepositoryName"].flatMap({ text(of: $0) }), !name.contains(StackValues.unknown)
            else { continue }
            values = values.adding(repository: id, name: name)
        }
    }

    private mutating func read(_ value: JSONValue) {
        if let text = text(of: value) { names.read(text) }
    }

    /// The text that a value stands for; `nil` for a structure, whose texts are read.
    private mutating func text(of value: JSONValue) -> String? {
        switch value {
        case .string(let text): return text
        case .number(let number): return value.integer.map { "\($0)" } ?? "\(number)"
        case .bool, .null: return nil
        case .array(let items):
            for item in items { read(item) }
            return nil
        case .object(let members):
            if members.count == 1, let (name, argument) = members.first, let text = result(of: name, argument) {
                return text
            }
            for (name, value) in members {
                names.read(name)
                read(value)
            }
            return nil
        }
    }

    /// The text that a function gives; unknown for a function that needs more than the template.
    ///
    /// - Returns: `nil` if the name is not that of a function.
    private mutating func result(of name: String, _ argument: JSONValue) -> String? {
        switch (name, argument) {
        case ("Ref", .string(let name)), ("Fn::GetAtt", .string(let name)): return values[name]
        case ("Fn::GetAtt", .array(let path)):
            return values[path.map { text(of: $0) ?? StackValues.unknown }.joined(separator: ".")]
        case ("Fn::Sub", .string(let text)): return values.substituted(in: text)
        case ("Fn::Sub", .array(let parts)):
            guard case .string(let text)? = parts.first else { break }
            var more: [String: String] = [:]
            if case .object(let members)? = parts.dropFirst().first {
                for (name, value) in members { more[name] = self.text(of: value) ?? StackValues.unknown }
            }
            return values.adding(more).substituted(in: text)
        case ("Fn::Join", .array(let parts)):
            guard parts.count == 2, case .string(let delimiter) = parts[0], case .array(let items) = parts[1] else {
                break
            }
            return items.map { text(of: $0) ?? StackValues.unknown }.joined(separator: delimiter)
        default: break
        }
        guard name.hasPrefix("Fn::") else { return nil }
        read(argument)
        return StackValues.unknown
    }
}
