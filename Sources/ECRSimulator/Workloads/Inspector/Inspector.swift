import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Amazon Inspector in one account and region.
struct Inspector: Sendable {
    let location: Location
    /// Whether it is enabled for ECR.
    var status = "DISABLED"
    var coverage: [CoveredResource] = []

    /// Is not enabled.
    init(_ location: Location) { self.location = location }

    /// Carries out one operation.
    func perform(_ operation: String, _ body: Data) throws -> Data {
        switch operation {
        case "ListCoverage": try listCoverage(Message.decode(from: body))
        case "BatchGetAccountStatus": try batchGetAccountStatus(Message.decode(from: body))
        default: throw ServiceError.unknownOperation(operation)
        }
    }
}

struct BatchGetAccountStatusRequest: Decodable { var accountIds: [String]? }

struct BatchGetAccountStatusResponse: Encodable {
    struct State: Encodable {
        var status: String
        // The model requires these two where nothing failed, too.
        var errorCode = "ALREADY_ENABLED"
        var errorMessage = ""
    }

    struct Account: Encodable {
        struct Resources: Encodable {
            var ec2: State
            var ecr: State
            var lambda: State
        }

        var accountId: String
        var state: State
        var resourceState: Resources
    }

    struct Failure: Encodable {
        var accountId: String
        var errorCode = "ACCESS_DENIED"
        var errorMessage = "Invoking account does not have access to this account's status"
    }

    var accounts: [Account] = []
    var failedAccounts: [Failure] = []
}

extension Inspector {
    /// Says for each account whether Inspector is enabled there; without a list, for the caller's own.
    func batchGetAccountStatus(_ request: BatchGetAccountStatusRequest) throws -> Data {
        let accounts = request.accountIds ?? []
        guard accounts.count <= 100 else {
            throw ServiceError.invalidParameter("accountIds", "Member must have length less than or equal to 100")
        }
        var answer = BatchGetAccountStatusResponse()
        for account in accounts.isEmpty ? [location.account] : accounts {
            guard account == location.account else {
                answer.failedAccounts.append(.init(accountId: account))
                continue
            }
            let other = BatchGetAccountStatusResponse.State(status: "DISABLED")
            answer.accounts.append(
                .init(
                    accountId: account, state: .init(status: status),
                    resourceState: .init(ec2: other, ecr: .init(status: status), lambda: other)))
        }
        return try Message.encode(answer)
    }
}

extension WorkloadBuilder {
    /// Builds what Inspector says: the covered images, and their repositories, which it lists beside them.
    ///
    /// - Throws: ``RegistryFileError``.
    func inspector(_ entry: InspectorEntry, path: String) throws -> Inspector {
        var inspector = Inspector(location)
        inspector.status = entry.status
        var covered: Set<String> = []
        for (index, coverage) in entry.coverage.enumerated() {
            for number in 0..<coverage.count {
                for resource in try resources(coverage, number, "\(path).coverage[\(index)].image")
                where covered.insert(resource.resourceId).inserted {
                    inspector.coverage.append(resource)
                }
            }
        }
        return inspector
    }

    private func resources(
        _ coverage: InspectorEntry.Coverage, _ number: Int, _ path: String
    ) throws -> [CoveredResource] {
        let reference = try ContainerEntry("", image: coverage.image).numbered(number).reference(references, path)
        guard let (address, name) = references.address(of: reference), let digest = reference.digest,
            let registry = references.registries[address]
        else {
            throw RegistryFileError(
                path: path,
                message: "Inspector covers images of this file's registries, by a tag that is there or by digest")
        }
        let image = registry.repositories[name]?.images[digest]?.facts
        let repository = registry.arnPrefix + name.description
        return [
            CoveredResource(
                resourceType: "AWS_ECR_CONTAINER_IMAGE", resourceId: "\(repository)/\(digest)",
                accountId: registry.id, scanStatus: .init(statusCode: coverage.scanStatus),
                repositoryName: name.description,
                resourceMetadata: .init(
                    ecrImage: .init(
                        tags: image?.tags.map(\.description) ?? [], imagePulledAt: image?.lastPulledAt,
                        lastInUseAt: coverage.lastInUse?.date(start: start), inUseCount: coverage.inUseCount))),
            CoveredResource(
                resourceType: "AWS_ECR_REPOSITORY", resourceId: repository, accountId: registry.id,
                scanStatus: .init(statusCode: "ACTIVE"), repositoryName: name.description,
                resourceMetadata: .init(ecrRepository: .init(name: name.description))),
        ]
    }
}
