import AWSClient

/// The request `GET /2015-03-31/functions/NAME?Qualifier=VERSION` for an image.
///
/// The response also holds the function's environment and a link to its code. They are not read.
///
/// - SeeAlso: [GetFunction](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html)
struct GetFunction: AWSRESTRequest {
    static let operation = "GetFunction"

    let function: FunctionVersion

    var path: [String] { ["2015-03-31", "functions", function.name] }

    var query: [(name: String, value: String)] { [("Qualifier", function.version)] }

    struct Response: Decodable {
        struct Code: Codable {
            /// The image as the function's owner named it.
            let imageURI: String?
            /// The image by the digest that Lambda resolved.
            ///
            /// Lambda runs this digest until the next update.
            let resolvedImageURI: String?

            private enum CodingKeys: String, CodingKey {
                case imageURI = "ImageUri"
                case resolvedImageURI = "ResolvedImageUri"
            }
        }

        let code: Code

        private enum CodingKeys: String, CodingKey { case code = "Code" }
    }
}
