import TestSupport
import Testing

@testable import Retention

@Suite("Garbage as a pattern")
struct PatternFuzzTests {
    /// A word of few letters and many asterisks, so that much of it matches.
    private static func word(_ letters: [UInt8], upTo length: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<Int.random(in: 0...length, using: &random)).map { _ in
            letters.randomElement(using: &random) ?? UInt8(ascii: "a")
        }
    }

    @Test("matches what the plain definition matches")
    func definition() {
        for number in Garbage.numbers {
            var random = SplitMix64(seed: UInt64(number))
            let pattern = Self.word(Array("ab**".utf8), upTo: 9, &random)
            let text = Self.word(Array("ab*".utf8), upTo: 12, &random)
            let matches = WildcardPattern(String(decoding: pattern, as: UTF8.self))
                .matches(String(decoding: text, as: UTF8.self))
            #expect(matches == plainly(pattern[...], text[...]), "input \(number)")
        }
    }

    private func plainly(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        guard first == UInt8(ascii: "*") else {
            return text.first == first && plainly(pattern.dropFirst(), text.dropFirst())
        }
        return plainly(pattern.dropFirst(), text) || (!text.isEmpty && plainly(pattern, text.dropFirst()))
    }

    @Test("takes no more than the product of the two lengths, however many asterisks it has", .timeLimit(.minutes(10)))
    func asterisks() {
        let text = String(repeating: "a", count: 300)
        for number in 0..<min(Garbage.count, 10_000) {
            var random = SplitMix64(seed: UInt64(number))
            let repeated = String(decoding: Self.word(Array("a*".utf8), upTo: 6, &random), as: UTF8.self)
            let pattern = WildcardPattern(String(repeating: repeated, count: 40) + "b")
            #expect(!pattern.matches(text), "input \(number)")
        }
    }
}
