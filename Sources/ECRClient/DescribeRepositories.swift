public import AWSClient
public import ImageModel

/// A repository, as its registry describes it.
public struct Repository: Sendable, Hashable {
    /// The account that the registry belongs to, as 12 digits.
    public let registryID: String
    /// The repository's name.
    public let name: RepositoryName
    /// What names it across AWS, for the calls about its resource tags.
    public let arn: String

    /// Creates a description of a repository.
    public init(registryID: String, name: RepositoryName, arn: String) {
        self.registryID = registryID
        self.name = name
        self.arn = arn
    }
}

extension ECRClient {
    /// Lists the registry's repositories, in pages (`DescribeRepositories`).
    public func describeRepositories() -> PageSequence<[Repository]> {
        PageSequence(operation: permission(for: DescribeRepositories.operation)) { [client, pageSize] token in
            let answer = try await client.call(DescribeRepositories(maxResults: pageSize, nextToken: token))
            return (answer.repositories.map(\.repository), answer.nextToken)
        }
    }

    /// Describes repositories by their names (`DescribeRepositories`), in one call.
    ///
    /// - Parameter names: from 1 to 100 names, each once.
    /// - Throws: `AWSError` with the code `RepositoryNotFoundException` when there is none of one of the names: the whole
    ///   call fails then.
    public func describeRepositories(named names: [RepositoryName]) async throws -> [Repository] {
        let answer = try await client.call(DescribeRepositories(repositoryNames: names))
        return try names.map { name in
            guard let entry = answer.repositories.first(where: { $0.repositoryName == name }) else {
                throw AWSError(
                    code: .malformedResponse, operation: permission(for: DescribeRepositories.operation),
                    message: "the answer does not hold the repository \(name)")
            }
            return entry.repository
        }
    }
}

/// Not with `repositoryNames` do `maxResults` and `nextToken` go.
private struct DescribeRepositories: AWSJSONRequest {
    static let operation = "DescribeRepositories"

    var repositoryNames: [RepositoryName]?
    var maxResults: Int?
    var nextToken: String?

    struct Response: Decodable {
        let repositories: [Entry]
        let nextToken: String?
    }

    struct Entry: Decodable {
        let registryId: String
        let repositoryName: RepositoryName
        let repositoryArn: String

        var repository: Repository {
            Repository(registryID: registryId, name: repositoryName, arn: repositoryArn)
        }
    }
}
