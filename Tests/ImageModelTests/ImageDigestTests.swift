import Foundation
import ImageModel
import Testing

@Suite("An image's digest")
struct ImageDigestTests {
    private static let digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

    @Test(
        "is read from its text and written as it was",
        arguments: [
            digits, String(repeating: "0", count: 64), String(repeating: "f", count: 64),
            String(digits.reversed()), "8" + String(repeating: "0", count: 63), String(repeating: "0", count: 63) + "1",
        ])
    func text(digits: String) throws {
        let digest = try #require(ImageDigest("sha256:\(digits)"))
        #expect(digest.description == "sha256:\(digits)")
    }

    @Test("is read from part of a text, too")
    func substring() {
        let uri = "host/app@sha256:\(Self.digits)"
        #expect(ImageDigest(uri.split(separator: "@")[1]) == ImageDigest("sha256:\(Self.digits)"))
    }

    @Test(
        "is nothing else than `sha256:` and 64 lowercase hexadecimal digits",
        arguments: [
            "", "sha256:", digits, ":\(digits)", "sha256\(digits)", "sha256:\(digits.dropLast())", "sha256:\(digits)0",
            "sha256:\(digits.uppercased())", "SHA256:\(digits)", "Sha256:\(digits)", "sha512:\(digits)",
            "sha512:\(digits)\(digits)", "sha256-\(digits)", "sha256: \(digits.dropLast())", " sha256:\(digits)",
            "sha256:\(digits)\n", "sha256:\(digits.dropLast())g", "sha256:\(digits.dropLast())/",
            "sha256:\(digits.dropLast()):", "sha256:\(digits.dropLast())`", "sha256:\(digits.dropLast())\u{0}",
            "sha256:0x\(digits.dropLast(2))", "sha256:+\(digits.dropLast())", "sha256:\(digits.dropLast())é",
            "sha256:\(digits.dropLast(2))é", "sha256:\(digits.dropLast(2))٠", "latest",
        ])
    func invalid(text: String) {
        #expect(ImageDigest(text) == nil)
    }

    @Test(
        "is read from lowercase digits alone, whatever byte stands in whichever word", arguments: [7, 22, 38, 54, 70])
    func bytes(place: Int) {
        for byte in UInt8.min...UInt8.max {
            var text = Array("sha256:\(Self.digits)".utf8)
            text[place] = byte
            let isDigit = Array("0123456789abcdef".utf8).contains(byte)
            #expect((text.withUnsafeBufferPointer { ImageDigest(utf8: $0) } != nil) == isDigit, "byte \(byte)")
        }
    }

    @Test("orders, is equal and hashes as its text does")
    func order() throws {
        var random = TestRandom(seed: 256)
        var texts = (0..<500).map { _ in Self.randomText(using: &random) }
        // Texts that differ in a single digit, at each position.
        let base = Array(texts[0].utf8)
        for place in 7..<71 {
            var bytes = base
            bytes[place] = bytes[place] == UInt8(ascii: "9") ? UInt8(ascii: "a") : UInt8(ascii: "9")
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
        let digests = try texts.map { try #require(ImageDigest($0)) }
        #expect(digests.sorted().map(\.description) == texts.sorted())
        #expect(Set(digests).count == Set(texts).count)
        for (text, digest) in zip(texts, digests) {
            #expect(digest.description == text)
            #expect(digest == ImageDigest(text))
            #expect((digest < digests[0]) == (text < texts[0]))
        }
    }

    @Test("is a string in JSON, alone and as a member, and comes back as it was")
    func coding() throws {
        var random = TestRandom(seed: 512)
        for _ in 0..<100 {
            let text = Self.randomText(using: &random)
            let digest = try #require(ImageDigest(text))
            let json = try JSONEncoder().encode(["digest": digest])
            #expect(String(decoding: json, as: UTF8.self) == #"{"digest":"\#(text)"}"#)
            #expect(try JSONDecoder().decode([String: ImageDigest].self, from: json) == ["digest": digest])
        }
    }

    @Test(
        "is an error in JSON, which names it, when it is none",
        arguments: ["sha512:\(digits)\(digits)", "latest", "sha256:\(digits.uppercased())"])
    func badCoding(text: String) throws {
        let json = try JSONEncoder().encode([text])
        let error = try #require(
            #expect(throws: DecodingError.self) { try JSONDecoder().decode([ImageDigest].self, from: json) })
        guard case .dataCorrupted(let context) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(context.debugDescription == "\(text) is not a SHA-256 digest")
        #expect(context.codingPath.map(\.intValue) == [0])
    }

    @Test("is not a number or null in JSON", arguments: ["[7]", "[null]", "[{}]", "[true]"])
    func otherTypes(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ImageDigest].self, from: Data(json.utf8))
        }
    }

    private static func randomText(using random: inout TestRandom) -> String {
        let alphabet = Array("0123456789abcdef")
        return "sha256:" + (0..<64).map { _ in String(alphabet[Int.random(in: 0..<16, using: &random)]) }.joined()
    }
}

/// A seeded generator (SplitMix64), so that failures can be repeated.
private struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
