public import AWSClient
public import Essentials
import Formats
public import ImageModel

/// The images that Amazon Inspector saw in ECS tasks and EKS pods.
///
/// An image counts for 30 days after its last use, since Inspector notices changes late. EKS needs no cluster
/// credentials. If Inspector is not enabled for ECR, reading fails: its empty listing would prove nothing. The answer
/// names the repositories that are scanned continuously; Inspector sees no uses of other repositories.
///
/// - SeeAlso: [Scanning ECR images with Inspector](https://docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html)
public struct InspectorUsageSource: UsageSource {
    /// The seconds for which an image counts after its last use.
    static let recently: TimeInterval = 30 * 86_400

    private let client: AWSClient
    private let now: @Sendable () -> Date

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - client: the client of Inspector (`inspector2`), in the account and region to read.
    ///   - now: the machine's clock.
    public init(client: AWSClient, now: @escaping @Sendable () -> Date) {
        self.client = client
        self.now = now
    }

    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("inspector2:BatchGetAccountStatus"),
        UsagePermission("inspector2:ListCoverage"),
    ]

    /// The name `inspector`.
    public var name: UsageSourceName { .inspector }

    /// Reads the images in use now or recently.
    ///
    /// - Throws: `AWSError`, even if Inspector is only not enabled for ECR. `CancellationError` when the task was
    ///   cancelled.
    public func uses(in context: CallContext) async throws -> [ImageUse] { try await answer(in: context).uses }

    /// Reads the images in use, and the repositories scanned continuously.
    ///
    /// The images are in use now or were recently.
    ///
    /// - Throws: the same errors as ``uses(in:)``.
    public func answer(in context: CallContext) async throws -> UsageAnswer {
        let client = client.scoped(to: context)
        try await requireScanning(client)
        let repositories = try await Self.scannedRepositories(client)
        // Inspector joins criteria by AND, so two listings are needed. In this order, an image that stops or starts
        // between the listings is in at least one of them.
        let running = try await Self.uses(.inUse, isRunning: true, client)
        let seen = Set(running.map(\.reference))
        let recent = try await Self.uses(
            .inUse(since: now().addingTimeInterval(-Self.recently)), isRunning: false, client)
        return UsageAnswer(
            uses: running + recent.filter { !seen.contains($0.reference) }, repositories: repositories)
    }

    /// Checks that Inspector is enabled for ECR.
    ///
    /// Otherwise its listing would prove nothing.
    private func requireScanning(_ client: AWSClient) async throws {
        let answer = try await client.call(BatchGetAccountStatus())
        func refuse(_ message: String) -> AWSError {
            AWSError(
                code: "InspectorNotEnabled", operation: "inspector2:\(BatchGetAccountStatus.operation)",
                message: "\(message), so it can't tell which images are in use. "
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

    /// The uses of all images that a filter lists.
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
            return (answer.coveredResources, answer.nextToken)
        }.all(identifiedBy: \.resourceId)
    }

    /// The repositories in which Inspector sees running images.
    private static func scannedRepositories(_ client: AWSClient) async throws -> Set<UsageAnswer.Repository> {
        try await covered(.scannedRepositories, client).reduce(into: []) { repositories, resource in
            guard let repository = UsageAnswer.Repository(arn: resource.resourceId) else {
                throw AWSError(
                    code: .malformedResponse, operation: operation,
                    message: "\(resource.resourceId) is not the ARN of a repository")
            }
            if resource.isScannedContinuously { repositories.insert(repository) }
        }
    }

    private static func user(_ image: CoveredResource.Image?) -> String {
        let count = image?.inUseCount.map { $0 == 1 ? "in use once" : "in use \($0) times" }
        let last = image?.lastInUseAt.map { "last \(Date(timeIntervalSince1970: $0).iso8601)" }
        let details = [count, last].compactMap(\.self)
        return "EKS or ECS, seen by Inspector" + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }
}
