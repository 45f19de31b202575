import AWSClient
import Essentials

/// An inference component, which runs a container or a model on an endpoint.
///
/// The endpoint itself does not tell the component's image.
struct InferenceComponent: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListInferenceComponents"
        static let page = "InferenceComponents"
        static let id = "InferenceComponentName"
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeInferenceComponent"
        static let id = "InferenceComponentName"
    }

    struct Specification: Decodable, Sendable {
        struct Container: Decodable, Sendable {
            let image: DeployedImage?

            private enum CodingKeys: String, CodingKey { case image = "DeployedImage" }
        }

        let model: String?
        let container: Container?
        /// The component in whose container this one runs; `nil` if it has its own.
        let base: String?

        private enum CodingKeys: String, CodingKey {
            case model = "ModelName", container = "Container", base = "BaseInferenceComponentName"
        }

        /// Whether the specification tells what runs.
        var isTold: Bool {
            [model, base].contains { $0?.isEmpty == false } || container?.image?.isNamed == true
        }
    }

    let arn: String
    let status: String?
    let specification: Specification?
    let specifications: [Specification]?

    private enum CodingKeys: String, CodingKey {
        case arn = "InferenceComponentArn", status = "InferenceComponentStatus"
        case specification = "Specification", specifications = "Specifications"
    }

    /// Whether the component runs nothing any more.
    private var isEnding: Bool { ["Failed", "Deleting"].contains(status) }

    var usage: SageMakerUsage {
        get throws {
            let user = "SageMaker inference component \(arn)"
            let all = [specification].compactMap(\.self) + (specifications ?? [])
            guard isEnding || (!all.isEmpty && all.allSatisfy(\.isTold)) else {
                throw AWSError(
                    code: .malformedResponse, operation: "sagemaker:\(Describe.operation)",
                    message: "the answer shows neither an image nor a model of the \(user): nothing tells what it runs")
            }
            return SageMakerUsage(
                uses: all.flatMap { $0.container?.image?.uses(by: user) ?? [] }.unique(),
                models: all.compactMap(\.model).unique(), user: user)
        }
    }
}
