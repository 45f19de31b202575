import AWSClient
public import ImageModel

extension ECRClient {
    /// Reads the resource tags of a repository (`ListTagsForResource`).
    ///
    /// - Parameter arn: the repository's ARN.
    public func listTagsForResource(_ arn: String) async throws -> [ResourceTag] {
        let answer = try await client.call(ListTagsForResource(resourceArn: arn))
        return answer.tags.map { ResourceTag(key: $0.key, value: $0.value ?? "") }
    }
}

private struct ListTagsForResource: AWSJSONRequest, Encodable {
    static let operation = "ListTagsForResource"

    let resourceArn: String

    /// Without `tags` it is not known that there are none, and one of them may protect the repository.
    struct Response: Decodable {
        let tags: [Entry]
    }

    /// The members are capitalized, unlike all others of this API.
    struct Entry: Decodable {
        let key: String
        let value: String?

        enum CodingKeys: String, CodingKey {
            case key = "Key"
            case value = "Value"
        }
    }
}
