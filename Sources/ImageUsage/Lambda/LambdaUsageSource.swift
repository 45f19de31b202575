public import AWSClient
import ImageModel

/// The images of AWS Lambda's functions: of each `$LATEST` and of every published version.
///
/// Aliases need no calls of their own: an alias is a pointer to one version of its function, or to two of them that
/// share the traffic, and all versions are listed here.
///
/// It needs this statement:
/// ```json
/// { "Effect": "Allow", "Action": ["lambda:ListFunctions", "lambda:GetFunction"], "Resource": "*" }
/// ```
///
/// - SeeAlso: [Lambda function aliases](https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html),
///   [Lambda functions from images](https://docs.aws.amazon.com/lambda/latest/dg/images-create.html)
public struct LambdaUsageSource: UsageSource {
    /// How many versions are asked for at a time.
    ///
    /// An account has 100 calls of `GetFunction` a second; the pacer lets fewer through where Lambda throttles.
    static let width = 16

    private let client: AWSClient
    /// The images of published versions, by ARN and hash of the code, which never change.
    private let versions = KeptAnswers<ImageUse>()

    /// Creates a source.
    ///
    /// - Parameter client: the client of Lambda, in the account and region that are asked about.
    public init(client: AWSClient) {
        self.client = client
    }

    /// Its name.
    public var name: UsageSourceName { .lambda }

    /// Reads the images of all versions of all functions.
    ///
    /// One call lists 50 versions, and each that is an image takes one more.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func uses(in scope: CallContext) async throws -> [ImageUse] {
        let client = client.scoped(to: scope)
        let versions = try await PageSequence(operation: "lambda:\(ListFunctions.operation)") { marker in
            let answer = try await client.call(ListFunctions(marker: marker))
            return (answer.functions, answer.nextMarker)
        }.all(identifiedBy: \.description)
        // What is of no known type may be an image.
        let candidates = versions.filter { $0.packageType != "Zip" }
        return try await candidates.concurrentMap(width: Self.width) { version in
            if let kept = version.key.flatMap({ self.versions[$0] }) { return kept }
            let use = try await Self.use(by: version, client)
            if let use, use.resolvedDigest != nil, let key = version.key { self.versions.keep(use, for: key) }
            return use
        }.compactMap(\.self)
    }

    /// The use of an image by one version; none, where it is no image or is gone since it was listed.
    private static func use(by version: FunctionVersion, _ client: AWSClient) async throws -> ImageUse? {
        let code: GetFunction.Response.Code
        do {
            code = try await client.call(GetFunction(function: version)).code
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
        guard let uri = code.imageURI ?? code.resolvedImageURI else {
            guard version.packageType == "Image" else { return nil }
            throw unreadable("the function \(version) is an image, and Lambda does not say which")
        }
        guard let reference = ImageReference(uri) else {
            throw unreadable("the image of the function \(version), \(uri), is not one of ECR's")
        }
        // Lambda gives no digest where it has not found one; then the function counts by the name that it has.
        let digest = try code.resolvedImageURI.map { resolved in
            guard let digest = ImageReference(resolved)?.digest else {
                throw unreadable("the resolved image of the function \(version), \(resolved), has no digest")
            }
            return digest
        }
        // A function may be called at any moment, and what it runs then is this digest.
        return ImageUse(
            reference: reference, resolvedDigest: digest, isRunning: true, user: "Lambda function \(version)")
    }

    private static func unreadable(_ message: String) -> AWSError {
        AWSError(code: .malformedResponse, operation: "lambda:\(GetFunction.operation)", message: message)
    }
}
