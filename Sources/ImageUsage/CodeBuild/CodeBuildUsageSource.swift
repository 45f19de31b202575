public import AWSClient
public import ImageModel

/// The images in which the projects of AWS CodeBuild build.
///
/// A build pulls what its project's tag names at that time, so the project counts as a definition. An image that a
/// single build names in its project's place is not seen.
///
/// - SeeAlso: [CodeBuild API reference](https://docs.aws.amazon.com/codebuild/latest/APIReference/Welcome.html)
public struct CodeBuildUsageSource: UsageSource {
    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("codebuild:ListProjects"),
        UsagePermission("codebuild:BatchGetProjects", on: "project/*"),
    ]

    /// The most projects that one call describes.
    static let maximumProjects = 100
    /// The most concurrent calls.
    static let width = 8

    /// The name `codebuild`.
    public var name: UsageSourceName { .codebuild }

    private let client: AWSClient?

    /// Creates a source.
    ///
    /// - Parameter client: the client of CodeBuild in the account and region to read; `nil` if it does not exist there.
    public init(client: AWSClient?) {
        self.client = client
    }

    /// Reads the images of all projects.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        guard let client = client?.scoped(to: context) else { return [] }
        let names = try await unlessUnknown {
            try await PageSequence(operation: "codebuild:\(ListProjects.operation)") { token in
                let answer = try await client.call(ListProjects(nextToken: token))
                return (answer.projects, answer.nextToken)
            }.all()
        }
        let projects = try await names.batches(of: Self.maximumProjects).concurrentMap(width: Self.width) { names in
            try await Self.projects(names, client)
        }
        return projects.flatMap { $0 }.compactMap { project in
            ImageUse(
                image: project.environment.image, isRunning: false,
                user: "CodeBuild project \(project.arn ?? project.name)")
        }
    }

    private static func projects(_ names: [String], _ client: AWSClient) async throws -> [CodeBuildProject] {
        let answer = try await client.call(BatchGetProjects(names: names))
        // A project that was deleted since the listing builds nothing.
        let told = Set(answer.projects.map(\.name)).union(answer.projectsNotFound ?? [])
        try checkAnswer(
            of: "codebuild:\(BatchGetProjects.operation)", about: "project", names, mentions: told)
        return answer.projects
    }
}

/// A project, as CodeBuild describes it.
private struct CodeBuildProject: Decodable, Sendable {
    struct Environment: Decodable, Sendable { @NotEmpty var image: String }

    let name: String
    let arn: String?
    let environment: Environment
}

/// The request for a page of project names.
private struct ListProjects: AWSJSONRequest, Encodable {
    static let operation = "ListProjects"

    let nextToken: String?

    struct Response: Decodable {
        let projects: [String]
        let nextToken: String?
    }
}

/// The request for up to 100 projects.
private struct BatchGetProjects: AWSJSONRequest, Encodable {
    static let operation = "BatchGetProjects"

    let names: [String]

    struct Response: Decodable {
        let projects: [CodeBuildProject]
        let projectsNotFound: [String]?
    }
}
