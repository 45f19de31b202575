public import AWSClient

/// A client of Amazon S3, for the buckets of one region.
///
/// Each operation has its own file, with its request and its response. A bucket in another region is an error that
/// names its region.
///
/// - SeeAlso: [Amazon S3 API reference](https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html)
public struct S3Client: Sendable {
    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: the client of the service `s3`, in the buckets' region.
    public init(client: AWSClient) { self.client = client }

    /// A copy of the client for the calls of one run.
    public func scoped(to context: CallContext) -> S3Client { S3Client(client: client.scoped(to: context)) }

    /// Calls an operation; errors name the bucket or the object.
    func call<Request: S3Request>(_ request: Request) async throws -> Request.Response {
        do {
            return try await client.call(request)
        } catch let error as AWSError {
            throw error.adding(" (\(request.subject))")
        }
    }
}
