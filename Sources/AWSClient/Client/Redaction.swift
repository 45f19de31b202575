#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Credentials {
    /// A service's message without what must not be shown.
    ///
    /// Services answer a wrong signature with the canonical request that they expected, which has the session token
    /// in it: what begins there is left out, and the secrets themselves wherever they stand.
    func redacted(in message: String) -> String {
        var shown = message
        if let cut = shown.firstRange(of: "The Canonical String") ?? shown.firstRange(of: "The String-to-Sign") {
            shown = shown[..<cut.lowerBound].split(whereSeparator: \.isNewline).joined(separator: " ")
        }
        for secret in [secretAccessKey, sessionToken ?? ""] where !secret.isEmpty {
            shown = shown.replacing(secret, with: "[redacted]")
        }
        return shown
    }
}
