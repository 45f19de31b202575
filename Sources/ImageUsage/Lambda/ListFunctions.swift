import AWSClient

/// The request `GET /2015-03-31/functions` for all versions of functions.
///
/// The response shows which versions are container images, but not the images.
///
/// - SeeAlso: [ListFunctions](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html)
struct ListFunctions: AWSRESTRequest {
    static let operation = "ListFunctions"

    /// The marker of the next page.
    let marker: String?

    let path = ["2015-03-31", "functions"]

    /// The parameters of the query.
    ///
    /// A page holds at most 50 versions, even if more are requested.
    var query: [(name: String, value: String)] {
        [("FunctionVersion", "ALL"), ("MaxItems", "50")] + (marker.map { [("Marker", $0)] } ?? [])
    }

    struct Response: Decodable {
        let functions: [FunctionVersion]
        let nextMarker: String?

        private enum CodingKeys: String, CodingKey {
            case functions = "Functions"
            case nextMarker = "NextMarker"
        }
    }
}

/// A version of a function, as the listing shows it.
struct FunctionVersion: Decodable, CustomStringConvertible {
    let name: String
    /// The version's number, or `$LATEST`.
    @NotEmpty var version: String
    /// The type of the package: `Image` or `Zip`.
    let packageType: String?
    /// The ARN, which names a published version.
    let arn: String?
    /// The code's hash.
    let codeSHA256: String?

    /// The cache key of a published version's image.
    ///
    /// It is `nil` if the image may change.
    var key: String? {
        guard version != "$LATEST", Int(version) != nil, let arn, let codeSHA256 else { return nil }
        return "\(arn) \(version) \(codeSHA256)"
    }

    private enum CodingKeys: String, CodingKey {
        case name = "FunctionName"
        case version = "Version"
        case packageType = "PackageType"
        case arn = "FunctionArn"
        case codeSHA256 = "CodeSha256"
    }

    var description: String { "\(name):\(version)" }
}
