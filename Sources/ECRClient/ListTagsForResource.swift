import AWSClient

/// A resource tag of a repository; not to be confused with an image's tag.
public struct ResourceTag: Sendable, Hashable {
    /// The tag's name.
    public let key: String
    /// Its value, which may be empty.
    public let value: String

    /// Creates a resource tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

extension ECRClient {
    /// Reads the resource tags of a repository (`ListTagsForResource`).
    ///
    /// - Parameter arn: the repository's ARN.
    public func listTagsForResource(_ arn: String) async throws -> [ResourceTag] {
        let answer = try await client.call(ListTagsForResource(resourceArn: arn))
        return answer.tags.map { ResourceTag(key: $0.key, value: $0.value ?? "") }
    }
}

private struct ListTagsForResource: AWSJSONRequest {
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
