import Essentials

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
        var errorMessage = "None"
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
