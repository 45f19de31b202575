import AWSClient
import Essentials
import Formats
public import ImageModel

extension ECRClient {
    /// Reads the resource tags of a repository (`ListTagsForResource`).
    ///
    /// - Parameter arn: the repository's ARN.
    public func listTagsForResource(_ arn: String) async throws -> [ResourceTag] {
        try await client.call(ListTagsForResource(resourceArn: arn))
    }
}

private struct ListTagsForResource: AWSJSONRequest, Encodable {
    static let operation = "ListTagsForResource"

    let resourceArn: String

    /// Reads the tags, which must be present exactly once.
    ///
    /// A missed tag could be one that protects the repository.
    static func response(from body: Data) throws -> [ResourceTag] {
        try JSONReader.page(body, of: "tags") { try ResourceTag(from: &$0) }.rows
    }
}

extension ResourceTag {
    /// Reads a tag, whose members are capitalized, unlike all others here.
    fileprivate init(from reader: inout JSONReader) throws {
        var key = JSONMember<String>()
        var value = JSONMember<String>()
        try reader.object { reader, name in
            switch name {
            case "Key": try key.take(from: &reader) { try $0.string() }
            case "Value": try value.take(from: &reader) { try $0.string() }
            default: try reader.skip()
            }
        }
        // A tag always has a key, and may have an empty value.
        guard let key = key.value, !key.isEmpty else { throw JSONError.missing("Key") }
        self.init(key: key, value: try value.required("Value"))
    }
}
