import AWSClient

/// Lists functions, each with its unpublished version and all published ones: `GET /2015-03-31/functions`.
///
/// It says of each that it is an image, and not which.
///
/// - SeeAlso: [ListFunctions](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html)
struct ListFunctions: AWSRESTRequest {
    static let operation = "ListFunctions"

    /// Where the listing goes on.
    let marker: String?

    let path = ["2015-03-31", "functions"]

    /// A page has at most 50 versions, whatever is asked for.
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

/// A version of a function, as listings show it.
struct FunctionVersion: Decodable, CustomStringConvertible {
    let name: String
    /// A number, or `$LATEST`.
    let version: String
    /// `Image`, or `Zip`.
    let packageType: String?
    /// The ARN, which names a published version.
    let arn: String?
    /// The hash of its code.
    let codeSHA256: String?

    /// What a published version's image is kept under; `nil` where it may change.
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
