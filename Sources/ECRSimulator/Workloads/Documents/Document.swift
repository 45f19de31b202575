/// A JSON value in a service's own shape.
public indirect enum Document: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([Document])
    case object([String: Document])

    /// The text of a string.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The items of an array.
    var items: [Document]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// A member of an object.
    subscript(name: String) -> Document? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The value with every string in it changed.
    func mapStrings(_ change: (String) throws -> String) rethrows -> Document {
        switch self {
        case .string(let text): .string(try change(text))
        case .array(let items): .array(try items.map { try $0.mapStrings(change) })
        case .object(let members): .object(try members.mapValues { try $0.mapStrings(change) })
        default: self
        }
    }

    /// The objects in a member's array, each with the members of this one except for some.
    func documents(in member: String, without removed: some Sequence<String>) -> [Document] {
        guard case .object(let outer) = self, case .array(let items) = outer[member] else { return [] }
        let shared = outer.filter { !removed.contains($0.key) }
        return items.compactMap { item in
            guard case .object(let inner) = item else { return nil }
            return .object(shared.merging(inner) { $1 })
        }
    }

    /// The object with some members alone.
    func with(members names: [String]) -> Document {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { names.contains($0.key) })
    }
}

extension Document: Codable {
    /// Decodes any JSON value.
    public init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: AnyKey.self) {
            self = .object(
                try Dictionary(
                    uniqueKeysWithValues: members.allKeys.map {
                        ($0.stringValue, try members.decode(Document.self, forKey: $0))
                    }))
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else {
            self = .array(try container.decode([Document].self))
        }
    }

    /// Encodes the value as JSON.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension Document: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// Creates a string.
    public init(stringLiteral text: String) { self = .string(text) }

    /// Creates an array.
    public init(arrayLiteral items: Document...) { self = .array(items) }

    /// Creates an object; of equal names the last counts.
    public init(dictionaryLiteral members: (String, Document)...) {
        self = .object(Dictionary(members) { $1 })
    }
}
