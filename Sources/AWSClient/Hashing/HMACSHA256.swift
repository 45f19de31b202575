#if canImport(CommonCrypto)
import CommonCrypto
#else
import COpenSSL
#endif

/// HMAC with SHA-256 from the system's cryptographic library.
///
/// Specification: <https://www.rfc-editor.org/rfc/rfc2104>
enum HMACSHA256 {
    /// Computes the authentication code of bytes, 32 bytes long.
    ///
    /// - Throws: ``HashError`` when the library fails. A failure never yields a code.
    static func code(for bytes: some Collection<UInt8>, key: some Collection<UInt8>) throws(HashError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        let isDone = key.withContiguousBytes { key in
            bytes.withContiguousBytes { compute(of: $0, key: key, into: &code) }
        }
        guard isDone else { throw HashError(algorithm: "HMAC-SHA-256") }
        return code
    }

    #if canImport(CommonCrypto)
    private static func compute(
        of bytes: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>, into code: inout [UInt8]
    ) -> Bool {
        // `CCHmac` can't fail.
        CCHmac(
            CCHmacAlgorithm(kCCHmacAlgSHA256), key.baseAddress, key.count, bytes.baseAddress, bytes.count, &code)
        return true
    }
    #else
    private static func compute(
        of bytes: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>, into code: inout [UInt8]
    ) -> Bool {
        guard let keyCount = Int32(exactly: key.count) else { return false }
        ERR_clear_error()
        var count: UInt32 = 0
        let written = HMAC(EVP_sha256(), key.baseAddress, keyCount, bytes.baseAddress, bytes.count, &code, &count)
        return written != nil && count == SHA256.byteCount
    }
    #endif
}
