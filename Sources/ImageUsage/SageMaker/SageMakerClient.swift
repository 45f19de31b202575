import AWSClient
import Essentials
import ImageModel

/// A client of the operations that list and describe SageMaker's resources.
struct SageMakerClient {
    /// The most concurrent calls for the descriptions of one kind.
    ///
    /// The pacer allows fewer when SageMaker throttles.
    static let width = 16

    let client: AWSClient

    /// Reads what all resources of a kind use; nothing if the service does not know the operation.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    func read<Resource: SageMakerResource>(_ kind: Resource.Type) async throws -> [SageMakerUsage] {
        let pages = PageSequence(operation: "sagemaker:\(Resource.List.operation)") { token in
            let answer = try await client.call(SageMakerListRequest<Resource.List>(nextToken: token))
            return (answer.entries, answer.nextToken)
        }
        return try await Self.read(pages) { id in
            try await completed(client.call(SageMakerDescribeRequest<Resource>(id: id)).usage)
        }
    }

    /// The error codes for a missing resource or an invalid request.
    private static let refusals: [AWSError.Code] = ["ValidationException", "ResourceNotFound"]

    /// Adds the models that the configurations of an endpoint name.
    private func completed(_ usage: SageMakerUsage) async throws -> SageMakerUsage {
        var usage = usage
        for name in usage.configurations {
            do {
                usage.models += try await client.call(DescribeEndpointConfig(name: name)).models
            } catch let error as AWSError where Self.refusals.contains(error.code) {
                throw error.adding(
                    " It is \(name), and only it tells what the \(usage.user) runs: create it again, or delete the "
                        + "endpoint")
            }
        }
        usage.models = usage.models.unique()
        return usage
    }

    /// Lists resources and describes each.
    ///
    /// No type of a resource is mentioned here, so that the program has this code once.
    private static func read(
        _ pages: PageSequence<[SageMakerEntry]>, describe: @escaping @Sendable (String) async throws -> SageMakerUsage
    ) async throws -> [SageMakerUsage] {
        let ids = try await unlessUnknown { try await list(pages) }
        let answers = try await ids.concurrentMap(width: width) { id in
            do {
                return Answer(id: id, usage: try await describe(id))
            } catch let error as AWSError where Self.refusals.contains(error.code) {
                return Answer(id: id, error: error)
            }
        }
        let refused = answers.filter { $0.error != nil }
        if !refused.isEmpty {
            // SageMaker has one code for a missing resource and an invalid request. Only the listing tells which it is.
            let remaining = Set(try await list(pages))
            if let error = refused.first(where: { remaining.contains($0.id) })?.error { throw error }
        }
        return answers.compactMap(\.usage)
    }

    /// A resource's usage, or the service's refusal to describe it.
    private struct Answer: Sendable {
        let id: String
        var usage: SageMakerUsage?
        var error: AWSError?
    }

    /// The ids of all resources that use images now.
    private static func list(_ pages: PageSequence<[SageMakerEntry]>) async throws -> [String] {
        try await pages.all(identifiedBy: \.id).filter(\.usesImages).map(\.id).unique()
    }
}
