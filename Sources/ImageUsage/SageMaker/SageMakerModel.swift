import Essentials
import ImageModel

/// A model: the containers that an endpoint or a transform job starts.
struct SageMakerModel: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListModels"
        static let page = "Models"
        static let id = "ModelName"
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeModel"
        static let id = "ModelName"
    }

    struct Container: Decodable, Sendable {
        /// The image; `nil` if the container comes from a model package.
        let image: NotEmpty<String>?
        /// The name or ARN of the model package, if the container comes from one.
        let package: String?

        private enum CodingKeys: String, CodingKey { case image = "Image", package = "ModelPackageName" }

        /// Whether the container tells where its image comes from.
        var isTold: Bool { image != nil || package?.isEmpty == false }
    }

    let name: String
    let arn: String
    let primary: Container?
    /// The containers of an inference pipeline.
    let containers: [Container]?

    private enum CodingKeys: String, CodingKey {
        case name = "ModelName", arn = "ModelArn", primary = "PrimaryContainer", containers = "Containers"
    }

    /// The model is a definition: what runs it resolves its tags.
    var usage: SageMakerUsage {
        let user = "SageMaker model \(arn)"
        let containers = [primary].compactMap(\.self) + (containers ?? [])
        let images = containers.compactMap(\.image?.wrappedValue).unique()
        return SageMakerUsage(
            uses: images.compactMap { ImageUse(image: $0, isRunning: false, user: user) }, user: user,
            model: SageMakerUsage.Model(
                name: name, arn: arn, images: images, packages: containers.compactMap(\.package).unique(),
                isTold: !containers.isEmpty && containers.allSatisfy(\.isTold)))
    }
}
