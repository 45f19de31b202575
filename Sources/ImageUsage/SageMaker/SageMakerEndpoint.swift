import AWSClient
import Essentials
import ImageModel

/// An endpoint, in any status.
///
/// SageMaker resolves the image of each variant once for a deployment, and starts further instances by that digest. An
/// endpoint that is being created shows no images, nor does one that only runs inference components.
struct SageMakerEndpoint: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListEndpoints"
        static let page = "Endpoints"
        static let id = "EndpointName"
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeEndpoint"
        static let id = "EndpointName"
    }

    struct Variant: Decodable, Sendable {
        let images: [DeployedImage]?

        private enum CodingKeys: String, CodingKey { case images = "DeployedImages" }

        /// Whether the variant shows its images.
        var showsItsImages: Bool {
            guard let images, !images.isEmpty else { return false }
            return images.allSatisfy(\.isNamed)
        }
    }

    /// A deployment, in place or under way.
    struct Deployment: Decodable, Sendable {
        /// The name of the endpoint's configuration.
        let configuration: String?
        let variants: [Variant]?
        let shadows: [Variant]?

        private enum CodingKeys: String, CodingKey {
            case configuration = "EndpointConfigName"
            case variants = "ProductionVariants", shadows = "ShadowProductionVariants"
        }

        var allVariants: [Variant] { (variants ?? []) + (shadows ?? []) }

        /// Whether every variant shows its images.
        var showsItsImages: Bool { variants?.isEmpty == false && allVariants.allSatisfy(\.showsItsImages) }
    }

    let arn: String
    let status: String?
    let configuration: String?
    let variants: [Variant]?
    let shadows: [Variant]?
    let pending: Deployment?

    private enum CodingKeys: String, CodingKey {
        case arn = "EndpointArn", status = "EndpointStatus", configuration = "EndpointConfigName"
        case variants = "ProductionVariants", shadows = "ShadowProductionVariants"
        case pending = "PendingDeploymentSummary"
    }

    /// Whether the endpoint can only be deleted, and so starts nothing any more.
    private var isEnding: Bool { ["Failed", "Deleting"].contains(status) }

    /// The images that the endpoint shows, and the configurations that tell of others.
    var usage: SageMakerUsage {
        get throws {
            let user = "SageMaker endpoint \(arn)"
            let current = Deployment(configuration: configuration, variants: variants, shadows: shadows)
            let deployments = [current, pending].compactMap(\.self)
            let images = deployments.flatMap(\.allVariants).flatMap { $0.images ?? [] }
            let configurations = try deployments.filter { !isEnding && !$0.showsItsImages }.map { deployment in
                guard let name = deployment.configuration else {
                    throw AWSError(
                        code: .malformedResponse, operation: "sagemaker:\(Describe.operation)",
                        message: "the answer shows neither the images nor the configuration of the \(user): "
                            + "nothing tells which images it runs")
                }
                return name
            }
            return SageMakerUsage(
                uses: images.flatMap { $0.uses(by: user) }.unique(), configurations: configurations.unique(),
                user: user)
        }
    }
}

/// The image of a model or a container, as SageMaker deployed it.
struct DeployedImage: Decodable, Sendable {
    /// The image as the model names it.
    let specified: String?
    /// The image by the digest that SageMaker resolved.
    let resolved: String?

    private enum CodingKeys: String, CodingKey { case specified = "SpecifiedImage", resolved = "ResolvedImage" }

    /// Whether the image has a name.
    var isNamed: Bool { [specified, resolved].contains { $0?.isEmpty == false } }

    /// The uses of the image; none if it is not one of ECR's.
    ///
    /// If SageMaker has not resolved a digest, the image counts by its name.
    func uses(by user: String) -> [ImageUse] {
        let references = [specified, resolved].compactMap { $0.flatMap { ImageReference($0) } }
        let digest = resolved.flatMap { ImageReference($0)?.digest }
        // The two name the same repository, unless SageMaker runs a copy: then each counts.
        return references.enumerated().filter { index, reference in
            !references[..<index].contains {
                $0.registry == reference.registry && $0.repository == reference.repository
            }
        }.map { ImageUse(reference: $1, resolvedDigest: digest, isRunning: true, user: user) }
    }
}
