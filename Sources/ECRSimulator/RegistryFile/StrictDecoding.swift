/// A key of any name.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The decoded object, in which only the keys of `Key` and some more are allowed.
    func strictContainer<Key: CodingKey & CaseIterable>(
        keyedBy type: Key.Type, and more: [String] = []
    ) throws -> KeyedDecodingContainer<Key> {
        try checkKeys(Key.allCases.map(\.stringValue) + more)
        return try container(keyedBy: type)
    }

    /// Checks that the decoded object has no unknown key.
    func checkKeys(_ known: [String]) throws {
        let present = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = present.filter({ !known.contains($0) }).min() {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath + [AnyKey(unknown)],
                    debugDescription: "is not a key; the keys here are \(known.joined(separator: ", "))"))
        }
    }
}

extension KeyedDecodingContainer {
    /// An error at a key.
    func error(_ key: Key, _ message: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath + [key], debugDescription: message))
    }

    /// A number within a range; `nil` if absent.
    func number<Number: Decodable & Comparable>(_ key: Key, in range: ClosedRange<Number>) throws -> Number? {
        guard let number = try decodeIfPresent(Number.self, forKey: key) else { return nil }
        guard range.contains(number) else {
            throw error(key, "\(number) is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number within a range.
    func requiredNumber<Number: Decodable & Comparable>(_ key: Key, in range: ClosedRange<Number>) throws -> Number {
        guard let number = try number(key, in: range) else { throw error(key, "is required") }
        return number
    }
}
