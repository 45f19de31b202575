public import AWSClient
public import Essentials
import Formats
import ImageModel

/// The images that Amazon Inspector saw running, in tasks of ECS and pods of EKS, now or in the last 30 days.
///
/// It answers for EKS without credentials of a cluster. Inspector has to be enabled for ECR: where it is not, it lists
/// nothing, which says nothing. It does not see the images of repositories that it does not scan continuously, so its
/// answer names those that it does. It sees a change with some delay: that is why an image counts for a while after its
/// last use.
///
/// It needs this statement:
/// ```json
/// { "Effect": "Allow", "Action": ["inspector2:BatchGetAccountStatus", "inspector2:ListCoverage"], "Resource": "*" }
/// ```
///
/// - SeeAlso: [Scanning ECR images with Inspector](https://docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html)
public struct InspectorUsageSource: UsageSource {
    /// How long an image counts after its last use, in seconds.
    static let recently: TimeInterval = 30 * 86_400

    private let client: AWSClient
    private let now: @Sendable () -> Date

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - client: The client of Inspector (`inspector2`), in the account and region that are asked about.
    ///   - now: The machine's clock.
    public init(client: AWSClient, now: @escaping @Sendable () -> Date) {
        self.client = client
        self.now = now
    }

    /// Its name.
    public var name: UsageSourceName { .inspector }

    /// Reads which images are in use, or were of late.
    ///
    /// - Throws: `AWSError`, also where Inspector is not enabled for ECR, and `CancellationError` when the task was
    ///   cancelled.
    public func uses(in scope: CallContext) async throws -> [ImageUse] { try await answer(in: scope).uses }

    /// Reads which images are in use, or were of late, and which repositories Inspector scans continuously.
    ///
    /// - Throws: what ``uses(in:)`` throws.
    public func answer(in scope: CallContext) async throws -> UsageAnswer {
        let client = client.scoped(to: scope)
        try await requireScanning(client)
        let repositories = try await Self.scannedRepositories(client)
        // Criteria are joined by AND, so it takes two listings. In this order an image that stops or starts between
        // them is in one of them at least.
        let running = try await Self.uses(.inUse, isRunning: true, client)
        let seen = Set(running.map(\.reference))
        let recent = try await Self.uses(
            .inUse(since: now().addingTimeInterval(-Self.recently)), isRunning: false, client)
        return UsageAnswer(
            uses: running + recent.filter { !seen.contains($0.reference) }, repositories: repositories)
    }

    /// Makes sure that what Inspector lists means something.
    private func requireScanning(_ client: AWSClient) async throws {
        let answer = try await client.call(BatchGetAccountStatus())
        func refuse(_ message: String) -> AWSError {
            AWSError(
                code: "InspectorNotEnabled", operation: "inspector2:\(BatchGetAccountStatus.operation)",
                message: "\(message), so it can't tell what is in use. "
                    + "Enable its scanning of ECR there, or take inspector out of the policy's inUse")
        }
        if let failure = answer.failedAccounts?.first {
            throw refuse(
                "Amazon Inspector does not say whether it is enabled for ECR in the account \(failure.accountId) "
                    + "(\(failure.errorCode): \(failure.errorMessage))")
        }
        guard !answer.accounts.isEmpty else {
            throw refuse("Amazon Inspector does not say whether it is enabled for ECR")
        }
        if let account = answer.accounts.first(where: { $0.resourceState.ecr.status != "ENABLED" }) {
            throw refuse(
                "Amazon Inspector is not enabled for ECR in the account \(account.accountId) "
                    + "(its status is \(account.resourceState.ecr.status))")
        }
    }

    /// The images of a listing, which are all in use in the way that its filter says.
    private static func uses(
        _ filter: ListCoverage.Filter, isRunning: Bool, _ client: AWSClient
    ) async throws -> [ImageUse] {
        try await covered(filter, client).map { resource in
            guard let reference = ImageReference(imageARN: resource.resourceId) else {
                throw AWSError(
                    code: .malformedResponse, operation: operation,
                    message: "\(resource.resourceId) is not the ARN of an image")
            }
            return ImageUse(
                reference: reference, isRunning: isRunning, user: user(resource.resourceMetadata?.ecrImage))
        }
    }

    private static let operation = "inspector2:\(ListCoverage.operation)"

    private static func covered(_ filter: ListCoverage.Filter, _ client: AWSClient) async throws -> [CoveredResource] {
        try await PageSequence(operation: operation) { token in
            let answer = try await client.call(ListCoverage(filterCriteria: filter, nextToken: token))
            return (answer.coveredResources ?? [], answer.nextToken)
        }.all(identifiedBy: \.resourceId)
    }

    /// The repositories of which Inspector sees the images that run.
    private static func scannedRepositories(_ client: AWSClient) async throws -> Set<UsageAnswer.Repository> {
        try await covered(.scannedRepositories, client).reduce(into: []) { repositories, resource in
            guard let repository = UsageAnswer.Repository(arn: resource.resourceId) else {
                throw AWSError(
                    code: .malformedResponse, operation: operation,
                    message: "\(resource.resourceId) is not the ARN of a repository")
            }
            repositories.insert(repository)
        }
    }

    private static func user(_ image: CoveredResource.Image?) -> String {
        let count = image?.inUseCount.map { $0 == 1 ? "in use once" : "in use \($0) times" }
        let last = image?.lastInUseAt.map { "last \(Date(timeIntervalSince1970: $0).iso8601)" }
        let details = [count, last].compactMap(\.self)
        return "EKS or ECS, seen by Inspector" + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }
}
