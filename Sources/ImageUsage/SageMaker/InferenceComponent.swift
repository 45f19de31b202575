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

        private enum CodingKeys: String, CodingKey { case model = "ModelName", container = "Container" }
    }

    let arn: String
    let specification: Specification?
    let specifications: [Specification]?

    private enum CodingKeys: String, CodingKey {
        case arn = "InferenceComponentArn", specification = "Specification", specifications = "Specifications"
    }

    var usage: SageMakerUsage {
        let user = "SageMaker inference component \(arn)"
        let all = [specification].compactMap(\.self) + (specifications ?? [])
        return SageMakerUsage(
            uses: all.flatMap { $0.container?.image?.uses(by: user) ?? [] }.unique(),
            models: all.compactMap(\.model).unique(), user: user)
    }
}
