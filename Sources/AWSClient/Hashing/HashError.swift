#if !canImport(CommonCrypto)
import COpenSSL
#endif

/// A failure of the system's cryptographic library.
///
/// OpenSSL 3 looks up each algorithm in the providers that its configuration activates. So an algorithm may be missing.
public struct HashError: Error, Hashable, CustomStringConvertible {
    /// The algorithm, and OpenSSL's own error where it has one.
    public let description: String

    /// Takes this thread's first OpenSSL error and empties the error queue.
    ///
    /// The first error is the cause if the queue was empty before the call.
    init(algorithm: String) {
        var description = "the system's cryptographic library failed to compute \(algorithm)"
        #if !canImport(CommonCrypto)
        let code = ERR_peek_error()
        ERR_clear_error()
        if code != 0 {
            // OpenSSL asks for 256 bytes, and ends the text with a zero.
            var text = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(code, &text, text.count)
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            description += ": \(String(decoding: bytes, as: UTF8.self)); check OPENSSL_CONF and openssl.cnf"
        }
        #endif
        self.description = description
    }
}
