import Formats
import Foundation
import Testing

@testable import AWSClient

@Suite("Hashes of the system's cryptographic library")
struct HashTests {
    /// The examples of FIPS 180-4, and the empty text.
    @Test(
        "SHA-256 gives the published hashes",
        arguments: [
            ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ])
    func sha256(text: String, repetitions: Int, hash: String) throws {
        #expect(try ContentHash.sha256(of: String(repeating: text, count: repetitions)) == hash)
    }

    /// The examples of FIPS 180-4, and the empty text.
    @Test(
        "SHA-1 gives the published hashes",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
        ])
    func sha1(text: String, hash: String) throws {
        #expect(try SHA1.hexHash(text.utf8) == hash)
    }

    @Test("Bytes in several pieces of memory have the hash of the whole")
    func pieces() throws {
        let bytes = [Array("ab".utf8), Array("c".utf8)].joined()
        #expect(try SHA256.hash(bytes.map { $0 }) == SHA256.hash(Array("abc".utf8)))
        #expect(try SHA256.hash(bytes.lazy.map { $0 }) == SHA256.hash(Array("abc".utf8)))
    }

    /// The cases of RFC 4231, without the one that is cut short.
    @Test(
        "HMAC-SHA-256 gives the codes of RFC 4231",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                Array(1...25), [UInt8](repeating: 0xCD, count: 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ] as [([UInt8], [UInt8], String)])
    func hmac(key: [UInt8], bytes: [UInt8], code: String) throws {
        #expect(Hex.encode(try HMACSHA256.code(for: bytes, key: key)) == code)
    }
}
