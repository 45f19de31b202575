public import AWSClient
public import ImageModel

/// The images that Amazon SageMaker uses, in endpoints, jobs, models and model packages.
///
/// - Endpoints and inference components run, by the digests that SageMaker resolved. Until an endpoint shows them, the
///   models of its configuration count, which are known only by tag.
/// - Jobs that have not ended run, and are known only by tag: no answer tells the digest, or when it was resolved.
/// - Models and model packages are definitions, from which endpoints and jobs start.
///
/// - SeeAlso: [SageMaker API reference](https://docs.aws.amazon.com/sagemaker/latest/APIReference/Welcome.html)
public struct SageMakerUsageSource: UsageSource {
    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("sagemaker:ListEndpoints"),
        UsagePermission("sagemaker:DescribeEndpoint", on: "*"),
        UsagePermission("sagemaker:DescribeEndpointConfig", on: "*"),
        UsagePermission("sagemaker:ListInferenceComponents"),
        UsagePermission("sagemaker:DescribeInferenceComponent", on: "*"),
        UsagePermission("sagemaker:ListTrainingJobs"),
        UsagePermission("sagemaker:DescribeTrainingJob", on: "*"),
        UsagePermission("sagemaker:ListProcessingJobs"),
        UsagePermission("sagemaker:DescribeProcessingJob", on: "*"),
        UsagePermission("sagemaker:ListTransformJobs"),
        UsagePermission("sagemaker:DescribeTransformJob", on: "*"),
        UsagePermission("sagemaker:ListModels"),
        UsagePermission("sagemaker:DescribeModel", on: "*"),
        UsagePermission("sagemaker:ListModelPackages"),
        UsagePermission("sagemaker:DescribeModelPackage", on: "*"),
    ]

    /// The name `sagemaker`.
    public var name: UsageSourceName { .sagemaker }

    private let client: AWSClient?

    /// Creates a source.
    ///
    /// - Parameter client: the client of SageMaker in the account and region to read; `nil` if it does not exist there.
    public init(client: AWSClient?) {
        self.client = client
    }

    /// Reads the images of all endpoints, jobs, models and model packages.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        guard let client = client?.scoped(to: context) else { return [] }
        let sageMaker = SageMakerClient(client: client)
        async let endpoints = sageMaker.read(SageMakerEndpoint.self)
        async let components = sageMaker.read(InferenceComponent.self)
        async let trainings = sageMaker.read(TrainingJob.self)
        async let processings = sageMaker.read(ProcessingJob.self)
        async let transforms = sageMaker.read(TransformJob.self)
        let runners = try await endpoints + components + trainings + processings + transforms
        // What runs a model was read before the models, and these before their packages. So no new one is missing.
        let models = try await sageMaker.read(SageMakerModel.self)
        let packages = try await sageMaker.read(ModelPackage.self)
        let (known, knownPackages) = (models.compactMap(\.model), packages.compactMap(\.package))
        return try (models + runners + packages).flatMap { try $0.uses + $0.uses(of: known, knownPackages) }
    }
}
