import Foundation

/// Inputs that nobody means, made from ones that somebody does: each is decided by its number.
///
/// Most are samples that were spoilt in a few places, since what is almost right gets furthest into a parser. The others
/// are words of the language in no order, and bytes.
public struct Garbage: Sendable {
    private let samples: [[UInt8]]
    private let tokens: [[UInt8]]

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - samples: inputs as they should be.
    ///   - tokens: words that are put into them.
    public init(samples: [String], tokens: [String] = Self.jsonTokens) {
        self.samples = samples.map { Array($0.utf8) }
        self.tokens = tokens.map { Array($0.utf8) }
    }

    /// What JSON is made of, and what has been the end of its parsers.
    public static let jsonTokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "false", "-", "0", "1e999", "0.1",
        "-0", "1e-400", "9223372036854775808", "1.7e308", "\u{FEFF}", " ", "\n", "\u{0}", "{}", "[]", "\"\"",
        "[[[[[[[[", #"{"a":{"a":{"a":"#, "\u{1F433}", "e\u{301}",
    ]

    /// The input of a number.
    public func input(_ number: Int) -> [UInt8] {
        var random = SplitMix64(seed: UInt64(number))
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            return (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 1:
            return (0..<Int.random(in: 0...30, using: &random)).flatMap { _ in element(of: tokens, &random) }
        default:
            var bytes = element(of: samples, &random)
            for _ in 0...Int.random(in: 0...3, using: &random) { spoil(&bytes, using: &random) }
            return bytes
        }
    }

    /// The same as text; what is no UTF-8 is replaced.
    public func text(_ number: Int) -> String { String(decoding: input(number), as: UTF8.self) }

    /// What Foundation's other parser says that an input is; it takes less, such as no control characters.
    ///
    /// Nothing where there is a byte order mark, which it drops from the beginnings of texts.
    public func object(_ number: Int) -> [String: Any]? {
        let input = Data(input(number))
        guard input.firstRange(of: Data("\u{FEFF}".utf8)) == nil else { return nil }
        return try? JSONSerialization.jsonObject(with: input) as? [String: Any]
    }

    /// Whether a word stands more than once in an input: of two members two parsers may take another one.
    public func repeats(_ word: String, in number: Int) -> Bool {
        text(number).components(separatedBy: word).count > 2
    }

    private func element(of list: [[UInt8]], _ random: inout SplitMix64) -> [UInt8] {
        list.randomElement(using: &random) ?? []
    }

    private func spoil(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        let position = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where position < bytes.count: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1 where position < bytes.count: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeSubrange(position..<Int.random(in: position...bytes.count, using: &random))
        case 3: bytes.removeSubrange(position...)
        case 4: bytes += bytes[..<position]
        default: bytes.insert(contentsOf: element(of: tokens, &random), at: position)
        }
    }
}

extension Garbage {
    /// How many inputs a test takes: `FUZZ_INPUTS`, or a few hundred.
    public static let count = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 400

    /// The numbers of the inputs that a test takes.
    public static var numbers: Range<Int> { 0..<count }
}
