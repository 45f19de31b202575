import Essentials

/// Where a listing goes on: what `nextToken` stands for.
///
/// It names the next item and not a count of those before, so that deletions between two pages neither repeat nor skip
/// one. It belongs to one listing and is refused by any other.
struct PageToken {
    /// What is listed: the operation and the repository.
    var listing: String
    /// The item that the page begins with, in the listing's own terms.
    var position: String

    /// The token's text.
    var text: String { Data("\(listing)\n\(position)".utf8).base64EncodedString() }

    /// Reads the position out of a request's token; `nil` where the request has none.
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
