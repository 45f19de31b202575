import Essentials

/// A position in a listing, as `nextToken` encodes it.
///
/// The token names the next item instead of a count, so that deletions between pages neither repeat nor skip items.
/// Other listings refuse the token.
struct PageToken {
    /// The listing: the operation and the repository.
    var listing: String
    /// The item at the page's start, in the listing's own terms.
    var position: String

    /// The token's text.
    var text: String { Data("\(listing)\n\(position)".utf8).base64EncodedString() }

    /// Reads the position from a request's token; `nil` without a token.
    static func position(in text: String?, of listing: String) throws -> String? {
        guard let text else { return nil }
        let parts = Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self).split(separator: "\n") } ?? []
        guard parts.count == 2, parts[0] == listing else {
            throw ServiceError.invalidParameters(
                "Invalid parameter at 'nextToken': the token is not one of this listing")
        }
        return String(parts[1])
    }
}
