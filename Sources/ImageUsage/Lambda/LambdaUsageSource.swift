public import AWSClient
public import ImageModel

/// The images of AWS Lambda's functions: each `$LATEST` and every published version.
///
/// Aliases need no calls: an alias points to one or two versions of its function, and all versions are listed.
///
/// - SeeAlso: [Lambda function aliases](https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html),
///   [Lambda functions from images](https://docs.aws.amazon.com/lambda/latest/dg/images-create.html)
public struct LambdaUsageSource: UsageSource {
    /// The most concurrent calls of `GetFunction`.
    ///
    /// An account may make 100 calls a second; the pacer allows fewer when Lambda throttles.
    static let width = 16

    private let client: AWSClient
    /// The images of published versions, which never change.
    ///
    /// The key is the version's ARN and code hash.
    private let versions: KeptAnswers<GetFunction.Response.Code>

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - client: the client of Lambda, in the account and region to read.
    ///   - store: where the images of published versions outlive the process; `nil` for nowhere.
    public init(client: AWSClient, store: (any AnswerStore)? = nil) {
        self.client = client
        versions = KeptAnswers(shared: store.map { .init(store: $0, name: "function-versions.json") })
    }

    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("lambda:ListFunctions"),
        UsagePermission("lambda:GetFunction", on: "function:*"),
    ]

    /// The name `lambda`.
    public var name: UsageSourceName { .lambda }

    /// Reads the images of all versions of all functions.
    ///
    /// One call lists 50 versions, and each container image takes one more call.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        let client = client.scoped(to: context)
        let versions = try await PageSequence(operation: "lambda:\(ListFunctions.operation)") { marker in
            let answer = try await client.call(ListFunctions(marker: marker))
            return (answer.functions, answer.nextMarker)
        }.all(identifiedBy: \.description)
        // A version of an unknown type may be an image.
        let candidates = versions.filter { $0.packageType != "Zip" }
        await self.versions.load(in: context)
        let uses = try await candidates.concurrentMap(width: Self.width) { version in
            if let kept = version.key.flatMap({ self.versions[$0] }) { return try Self.use(by: version, kept) }
            guard let code = try await Self.code(of: version, client) else { return nil }
            let use = try Self.use(by: version, code)
            if use?.resolvedDigest != nil, let key = version.key { self.versions.keep(code, for: key) }
            return use
        }.compactMap(\.self)
        await self.versions.save(in: context)
        return uses
    }

    /// The code of a version; `nil` if the version was deleted after the listing.
    private static func code(
        of version: FunctionVersion, _ client: AWSClient
    ) async throws -> GetFunction.Response.Code? {
        try await unlessGone("ResourceNotFoundException") {
            try await client.call(GetFunction(function: version)).code
        }
    }

    /// A version's use of an image, if it has one.
    private static func use(by version: FunctionVersion, _ code: GetFunction.Response.Code) throws -> ImageUse? {
        guard let uri = code.imageURI ?? code.resolvedImageURI else {
            guard version.packageType == "Image" else { return nil }
            throw unreadable("the function \(version) is an image, and Lambda does not say which")
        }
        guard let reference = ImageReference(uri) else {
            throw unreadable("the image of the function \(version), \(uri), is not one of ECR's")
        }
        // If Lambda has resolved no digest, the function counts by the image's name.
        let digest = try code.resolvedImageURI.map { resolved in
            guard let digest = ImageReference(resolved)?.digest else {
                throw unreadable("the resolved image of the function \(version), \(resolved), has no digest")
            }
            return digest
        }
        // A function may be invoked at any moment, and would then run this digest.
        return ImageUse(
            reference: reference, resolvedDigest: digest, isRunning: true, user: "Lambda function \(version)")
    }

    private static func unreadable(_ message: String) -> AWSError {
        AWSError(code: .malformedResponse, operation: "lambda:\(GetFunction.operation)", message: message)
    }
}
