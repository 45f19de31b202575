import Testing

/// A JSON object as a test argument: `Sendable`, and written as a dictionary.
struct JSON: Sendable, ExpressibleByDictionaryLiteral, CustomTestStringConvertible {
    enum Value: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
        ExpressibleByDictionaryLiteral
    {
        case string(String)
        case integer(Int)
        case array([Value])
        case object(JSON)

        init(stringLiteral text: String) { self = .string(text) }
        init(integerLiteral number: Int) { self = .integer(number) }
        init(arrayLiteral values: Value...) { self = .array(values) }
        init(dictionaryLiteral members: (String, Value)...) { self = .object(JSON(members: members)) }

        var any: Any {
            switch self {
            case .string(let text): text
            case .integer(let number): number
            case .array(let values): values.map(\.any)
            case .object(let object): object.object
            }
        }
    }

    private let members: [(String, Value)]

    init(members: [(String, Value)]) { self.members = members }
    init(dictionaryLiteral members: (String, Value)...) { self.members = members }

    var object: [String: Any] { Dictionary(uniqueKeysWithValues: members.map { ($0.0, $0.1.any) }) }
    var testDescription: String { "\(object)" }
}
