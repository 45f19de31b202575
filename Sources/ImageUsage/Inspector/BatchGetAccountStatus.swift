import AWSClient

/// The request `POST /status/batch/get` for Inspector's status in the account.
///
/// Without account ids, Inspector answers for the caller's own account.
///
/// - SeeAlso: [BatchGetAccountStatus](https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html)
struct BatchGetAccountStatus: AWSRESTRequest, Encodable {
    static let operation = "BatchGetAccountStatus"

    var path: [String] { ["status", "batch", "get"] }

    struct Response: Decodable {
        struct Account: Decodable {
            struct Resources: Decodable {
                struct State: Decodable { let status: String }

                let ecr: State
            }

            let accountId: String
            let resourceState: Resources
        }

        struct Failure: Decodable {
            let accountId: String
            let errorCode: String
            let errorMessage: String
        }

        let accounts: [Account]
        let failedAccounts: [Failure]?
    }
}
