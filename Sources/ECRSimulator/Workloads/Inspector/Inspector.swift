import Essentials
import HTTPTypes

/// Amazon Inspector in one account and region.
struct Inspector: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(status: 429, code: "ThrottlingException", message: "Rate exceeded"),
        serverErrorCode: "InternalServerException", invalidParameterCode: "ValidationException",
        invalidParameterMembers: ["reason": "FIELD_VALIDATION_FAILED"],
        routes: [
            Route(.post, "/coverage/list", "inspector2:ListCoverage"),
            Route(.post, "/status/batch/get", "inspector2:BatchGetAccountStatus"),
        ])

    let location: Location
    /// Inspector's status for ECR.
    var status = "DISABLED"
    var coverage: [CoveredResource] = []

    /// Creates a disabled service.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
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
        // The model requires these two members even without a failure.
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
    /// Returns Inspector's status for each account; by default for the caller's.
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
