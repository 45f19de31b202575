import Formats

#if canImport(CryptoKit)
import CryptoKit
#else
import COpenSSL
#endif

/// SHA-1 from the system's cryptographic library.
///
/// It names cache files that the AWS tools share, and protects nothing.
enum SHA1 {
    /// Hashes bytes, and writes the hash as 40 hexadecimal digits.
    ///
    /// - Throws: ``HashError`` when the library fails. A failure never yields a hash.
    static func hexHash(_ bytes: some Collection<UInt8>) throws(HashError) -> String {
        #if canImport(CryptoKit)
        return Hex.encode(Array(Insecure.SHA1.hash(data: Array(bytes))))
        #else
        let byteCount = 20
        var hash = [UInt8](repeating: 0, count: byteCount)
        var count: UInt32 = 0
        ERR_clear_error()
        let isDone = bytes.withContiguousBytes {
            EVP_Digest($0.baseAddress, $0.count, &hash, &count, EVP_sha1(), nil) == 1 && count == byteCount
        }
        guard isDone else { throw HashError(algorithm: "SHA-1") }
        return Hex.encode(hash)
        #endif
    }
}
