import AWSClient

/// Fetches all pages of a listing, in their order.
///
/// It ends where the service gives no token, or an empty one. A token that came before would list the same pages for
/// ever, and is an error.
///
/// - Parameters:
///   - operation: The permission that the listing needs, such as `lambda:ListFunctions`.
///   - fetch: Fetches the page that a token stands for, the first for `nil`, and the token of the page after it.
func pages<Page>(
    operation: String, fetch: (_ token: String?) async throws -> (page: Page, next: String?)
) async throws -> [Page] {
    var pages: [Page] = []
    var seen: Set<String> = []
    var token: String?
    repeat {
        let (page, next) = try await fetch(token)
        pages.append(page)
        token = next.flatMap { $0.isEmpty ? nil : $0 }
        if let token, !seen.insert(token).inserted {
            throw AWSError(
                code: .malformedResponse, operation: operation,
                message: "the listing gave the same token twice and would never end")
        }
    } while token != nil
    return pages
}
