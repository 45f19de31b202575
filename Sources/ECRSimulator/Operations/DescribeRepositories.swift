import Essentials
import ImageModel

struct DescribeRepositoriesRequest: Decodable {
    var registryId: String?
    var repositoryNames: [String]?
    var maxResults: Int?
    var nextToken: String?
}

struct DescribeRepositoriesResponse: Encodable {
    struct Item: Encodable {
        struct Scanning: Encodable { var scanOnPush: Bool }
        struct Encryption: Encodable { var encryptionType = "AES256" }

        var repositoryArn: String
        var registryId: String
        var repositoryName: String
        var repositoryUri: String
        var createdAt: Date
        // ECR Public lacks these members.
        var imageTagMutability: String?
        var imageScanningConfiguration: Scanning?
        var encryptionConfiguration: Encryption?
    }

    var repositories: [Item]
    var nextToken: String?
}

extension Registry {
    /// Lists all repositories sorted by name, or the named repositories.
    ///
    /// All named repositories must exist.
    func describeRepositories(_ request: DescribeRepositoriesRequest) throws -> Data {
        if let registryID = request.registryId, registryID != id {
            throw ServiceError.invalidParameters("The registry with id '\(registryID)' does not exist")
        }
        guard let names = request.repositoryNames else { return try page(of: request) }
        guard request.maxResults == nil, request.nextToken == nil else {
            throw ServiceError.invalidParameters("maxResults and nextToken cannot be used with repositoryNames")
        }
        try Constraint.listSize(names.count, of: "repositoryNames")
        let items = try names.map { name in
            try Constraint.repositoryName(name)
            guard let repository = repositories[RepositoryName(name)] else {
                throw ServiceError.repositoryNotFound(name, registryID: id)
            }
            return item(repository)
        }
        return try Message.encode(DescribeRepositoriesResponse(repositories: items))
    }

    private func page(of request: DescribeRepositoriesRequest) throws -> Data {
        let limit = try Constraint.maxResults(request.maxResults)
        let start = try PageToken.position(in: request.nextToken, of: "DescribeRepositories") ?? ""
        let names = repositories.keys.filter { $0.description >= start }.sorted()
        return try Message.encode(
            DescribeRepositoriesResponse(
                repositories: names.prefix(limit).compactMap { repositories[$0].map(item) },
                nextToken: names.dropFirst(limit).first.map {
                    PageToken(listing: "DescribeRepositories", position: $0.description).text
                }))
    }

    private func item(_ repository: Repository) -> DescribeRepositoriesResponse.Item {
        let isPrivate = kind == .ecr
        return DescribeRepositoriesResponse.Item(
            repositoryArn: arnPrefix + repository.name.description, registryId: id,
            repositoryName: repository.name.description, repositoryUri: uri(of: repository.name),
            createdAt: repository.createdAt,
            imageTagMutability: isPrivate ? repository.tagMutability : nil,
            imageScanningConfiguration: isPrivate ? .init(scanOnPush: repository.scanOnPush) : nil,
            encryptionConfiguration: isPrivate ? .init() : nil)
    }
}
