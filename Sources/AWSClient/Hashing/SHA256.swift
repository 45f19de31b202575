import Formats

#if canImport(CommonCrypto)
import CommonCrypto
#else
import COpenSSL
#endif

/// SHA-256 from the system's cryptographic library.
package enum SHA256 {
    /// The length of a hash, in bytes.
    static let byteCount = 32

    /// Hashes bytes.
    ///
    /// - Throws: ``HashError`` when the library fails. A failure never yields a hash.
    package static func hash(_ bytes: some Collection<UInt8>) throws(HashError) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: byteCount)
        guard bytes.withContiguousBytes({ compute(of: $0, into: &hash) }) else { throw HashError(algorithm: "SHA-256") }
        return hash
    }

    /// Hashes bytes, and writes the hash as 64 hexadecimal digits.
    ///
    /// - Throws: ``HashError`` as ``hash(_:)`` does.
    package static func hexHash(_ bytes: some Collection<UInt8>) throws(HashError) -> String {
        Hex.encode(try hash(bytes))
    }

    #if canImport(CommonCrypto)
    private static func compute(of bytes: UnsafeBufferPointer<UInt8>, into hash: inout [UInt8]) -> Bool {
        guard let count = CC_LONG(exactly: bytes.count) else { return false }
        return CC_SHA256(bytes.baseAddress, count, &hash) != nil
    }
    #else
    private static func compute(of bytes: UnsafeBufferPointer<UInt8>, into hash: inout [UInt8]) -> Bool {
        ERR_clear_error()
        var count: UInt32 = 0
        return EVP_Digest(bytes.baseAddress, bytes.count, &hash, &count, EVP_sha256(), nil) == 1 && count == byteCount
    }
    #endif
}

extension Collection<UInt8> {
    /// Calls a closure with contiguous bytes, which are copied if needed.
    func withContiguousBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
    }
}
