import Foundation

/// Numbered fuzzing inputs, made from valid samples.
///
/// Most inputs are samples with a few damaged places, since nearly valid input gets furthest into a parser. The others
/// are random tokens or random bytes.
public struct Garbage: Sendable {
    private let samples: [[UInt8]]
    private let tokens: [[UInt8]]

    /// Creates a source.
    ///
    /// - Parameters:
    /// - samples: valid inputs.
    /// - tokens: tokens to insert into the samples.
    public init(samples: [String], tokens: [String] = Self.jsonTokens) {
        self.samples = samples.map { Array($0.utf8) }
        self.tokens = tokens.map { Array($0.utf8) }
    }

    /// JSON's tokens, and others that have broken JSON parsers.
    public static let jsonTokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "false", "-", "0", "1e999", "0.1",
        "-0", "1e-400", "9223372036854775808", "1.7e308", "\u{FEFF}", " ", "\n", "\u{0}", "{}", "[]", "\"\"",
        "[[[[[[[[", #"{"a":{"a":{"a":"#, "\u{1F433}", "e\u{301}",
    ]

    /// The input for a number.
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

    /// The input as text, with invalid UTF-8 replaced.
    public func text(_ number: Int) -> String { String(decoding: input(number), as: UTF8.self) }

    /// The input as Foundation parses it, which is stricter about control characters.
    ///
    /// `nil` for an input with a byte order mark, since Foundation drops it from texts.
    public func object(_ number: Int) -> [String: Any]? {
        let input = Data(input(number))
        guard input.firstRange(of: Data("\u{FEFF}".utf8)) == nil else { return nil }
        return try? JSONSerialization.jsonObject(with: input) as? [String: Any]
    }

    /// Whether a word is repeated in an input: parsers differ about duplicate members.
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
    /// The number of inputs for a test: `FUZZ_INPUTS`, or 200.
    public static let count = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 200

    /// The numbers of a test's inputs.
    public static var numbers: Range<Int> { 0..<count }
}
