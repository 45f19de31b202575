import Essentials
import ImageModel

/// A training job that has not ended.
struct TrainingJob: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListTrainingJobs"
        static let page = "TrainingJobSummaries"
        static let id = "TrainingJobName"
        static let status: String? = "TrainingJobStatus"
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeTrainingJob"
        static let id = "TrainingJobName"
    }

    struct Algorithm: Decodable, Sendable {
        let image: NotEmpty<String>?

        private enum CodingKeys: String, CodingKey { case image = "TrainingImage" }
    }

    /// A rule of the debugger or the profiler, which runs beside the job.
    struct Rule: Decodable, Sendable {
        let image: NotEmpty<String>?

        private enum CodingKeys: String, CodingKey { case image = "RuleEvaluatorImage" }
    }

    let arn: String
    let algorithm: Algorithm?
    let debuggerRules: [Rule]?
    let profilerRules: [Rule]?

    private enum CodingKeys: String, CodingKey {
        case arn = "TrainingJobArn", algorithm = "AlgorithmSpecification"
        case debuggerRules = "DebugRuleConfigurations", profilerRules = "ProfilerRuleConfigurations"
    }

    var usage: SageMakerUsage {
        let user = "SageMaker training job \(arn)"
        let rules = (debuggerRules ?? []) + (profilerRules ?? [])
        let images = ([algorithm?.image] + rules.map(\.image)).map { $0?.wrappedValue }
        return SageMakerUsage(
            uses: images.unique().compactMap { ImageUse(image: $0, isRunning: true, user: user) }, user: user)
    }
}

/// A processing job that has not ended.
struct ProcessingJob: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListProcessingJobs"
        static let page = "ProcessingJobSummaries"
        static let id = "ProcessingJobName"
        static let status: String? = "ProcessingJobStatus"
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeProcessingJob"
        static let id = "ProcessingJobName"
    }

    struct Application: Decodable, Sendable {
        @NotEmpty var image: String

        private enum CodingKeys: String, CodingKey { case image = "ImageUri" }
    }

    let arn: String
    let application: Application

    private enum CodingKeys: String, CodingKey { case arn = "ProcessingJobArn", application = "AppSpecification" }

    var usage: SageMakerUsage {
        let user = "SageMaker processing job \(arn)"
        let use = ImageUse(image: application.image, isRunning: true, user: user)
        return SageMakerUsage(uses: [use].compactMap(\.self), user: user)
    }
}

/// A transform job that has not ended, which runs the images of a model.
struct TransformJob: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListTransformJobs"
        static let page = "TransformJobSummaries"
        static let id = "TransformJobName"
        static let status: String? = "TransformJobStatus"
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeTransformJob"
        static let id = "TransformJobName"
    }

    let arn: String
    let model: String

    private enum CodingKeys: String, CodingKey { case arn = "TransformJobArn", model = "ModelName" }

    var usage: SageMakerUsage { SageMakerUsage(models: [model], user: "SageMaker transform job \(arn)") }
}
