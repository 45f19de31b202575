public import AWSClient
import Essentials
import Formats
public import ImageModel

/// A repository, as its registry describes it.
public struct Repository: Sendable, Hashable {
    /// The account of the registry, as 12 digits.
    public let registryID: String
    /// The repository's name.
    public let name: RepositoryName
    /// The ARN, for calls about resource tags.
    public var arn: String { arnEndsWithName ? arnBeginning + name.description : arnBeginning }

    /// The ARN of the repository of the same name elsewhere in the partition.
    public func arn(in account: String, region: String) -> String {
        guard var moved = ARN(arn) else { return arn }
        (moved.region, moved.account) = (region, account)
        return moved.description
    }

    /// The beginning of the ARN, shared in memory between repositories.
    ///
    /// Usually it is the ARN without the name at its end.
    fileprivate private(set) var arnBeginning: String
    private let arnEndsWithName: Bool
    /// Whether its own setting asks for a scan of each pushed image.
    ///
    /// With enhanced scanning, only the registry's setting counts. ECR Public scans nothing.
    public let scansOnPush: Bool

    /// Creates a description of a repository.
    public init(registryID: String, name: RepositoryName, arn: String, scansOnPush: Bool = false) {
        self.registryID = registryID
        self.name = name
        self.scansOnPush = scansOnPush
        arnEndsWithName = arn.hasSuffix(name.description)
        arnBeginning = arnEndsWithName ? String(arn.dropLast(name.description.count)) : arn
    }

    /// The repository, with its ARN's beginning stored once for both repositories.
    fileprivate func sharing(with other: Repository?) -> Repository {
        guard let other, other.arnBeginning == arnBeginning else { return self }
        var repository = self
        repository.arnBeginning = other.arnBeginning
        return repository
    }
}

extension ECRClient {
    /// Lists the registry's repositories, in pages (`DescribeRepositories`).
    public func describeRepositories() -> PageSequence<[Repository]> {
        PageSequence(operation: permission(for: DescribeRepositories.operation)) { [client, pageSize] token in
            let answer = try await client.call(DescribeRepositories(maxResults: pageSize, nextToken: token))
            return (answer.repositories, answer.nextToken)
        }
    }

    /// Describes repositories by their names (`DescribeRepositories`), in one call.
    ///
    /// - Parameter names: from 1 to 100 names, each once.
    /// - Throws: `AWSError` with the code `RepositoryNotFoundException` if a repository does not exist. The whole call
    ///   fails then.
    public func describeRepositories(named names: [RepositoryName]) async throws -> [Repository] {
        let answer = try await client.call(DescribeRepositories(repositoryNames: names))
        return try names.map { name in
            guard let repository = answer.repositories.first(where: { $0.name == name }) else {
                throw AWSError(
                    code: .malformedResponse, operation: permission(for: DescribeRepositories.operation),
                    message: "the answer does not hold the repository \(name)")
            }
            return repository
        }
    }
}

/// The request: either `repositoryNames`, or `maxResults` and `nextToken`.
private struct DescribeRepositories: AWSJSONRequest, Encodable {
    static let operation = "DescribeRepositories"

    var repositoryNames: [RepositoryName]?
    var maxResults: Int?
    var nextToken: String?

    struct Response: Sendable {
        let repositories: [Repository]
        let nextToken: String?
    }

    static func response(from body: Data) throws -> Response {
        var last: Repository?
        let (repositories, nextToken) = try JSONReader.page(body, of: "repositories") { reader in
            let repository = try Repository(from: &reader).sharing(with: last)
            last = repository
            return repository
        }
        return Response(repositories: repositories, nextToken: nextToken)
    }
}

extension JSONReader {
    /// Reads an account's 12 digits.
    ///
    /// By another text, the uses of a registry's images would be taken for those of another one.
    fileprivate mutating func accountID() throws -> String {
        let text = try string()
        guard text.isAccountID else { throw JSONError("is not the 12 digits of an account") }
        return text
    }

    /// Reads an `ImageScanningConfiguration`.
    fileprivate mutating func scanOnPush() throws -> Bool {
        var isOn = JSONMember<Bool>()
        try object { reader, name in
            switch name {
            case "scanOnPush": try isOn.take(from: &reader) { try $0.bool() }
            default: try reader.skip()
            }
        }
        return isOn.value ?? false
    }
}

extension Repository {
    fileprivate init(from reader: inout JSONReader) throws {
        var registryID = JSONMember<String>()
        var name = JSONMember<RepositoryName>()
        var arn = JSONMember<String>()
        var scansOnPush = JSONMember<Bool>()
        try reader.object { reader, member in
            switch member {
            case "registryId": try registryID.take(from: &reader) { try $0.accountID() }
            case "repositoryName": try name.take(from: &reader) { RepositoryName(try $0.string()) }
            case "repositoryArn": try arn.take(from: &reader) { try $0.string() }
            case "imageScanningConfiguration": try scansOnPush.take(from: &reader) { try $0.scanOnPush() }
            default: try reader.skip()
            }
        }
        self.init(
            registryID: try registryID.required("registryId"), name: try name.required("repositoryName"),
            arn: try arn.required("repositoryArn"), scansOnPush: scansOnPush.value ?? false)
    }
}
