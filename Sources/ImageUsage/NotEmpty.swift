/// A member of an answer that AWS never sends empty, such as a container's image.
///
/// An empty one makes the answer unreadable, as a missing one does. Otherwise it would count as no use.
@propertyWrapper
struct NotEmpty<Value: Collection & Decodable & Sendable>: Decodable, Sendable {
    let wrappedValue: Value

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(Value.self)
        guard !value.isEmpty else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is empty")
        }
        wrappedValue = value
    }
}

extension NotEmpty: Encodable where Value: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
