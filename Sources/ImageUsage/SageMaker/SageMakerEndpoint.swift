import ImageModel

/// An endpoint, in any status.
///
/// SageMaker resolves the image of each variant once for a deployment, and starts further instances by that digest.
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
    }

    /// The deployment that is under way.
    struct Deployment: Decodable, Sendable {
        let variants: [Variant]?
        let shadows: [Variant]?

        private enum CodingKeys: String, CodingKey {
            case variants = "ProductionVariants", shadows = "ShadowProductionVariants"
        }
    }

    let arn: String
    let variants: [Variant]?
    let shadows: [Variant]?
    let pending: Deployment?

    private enum CodingKeys: String, CodingKey {
        case arn = "EndpointArn", variants = "ProductionVariants", shadows = "ShadowProductionVariants"
        case pending = "PendingDeploymentSummary"
    }

    var usage: SageMakerUsage {
        let user = "SageMaker endpoint \(arn)"
        let all = [variants, shadows, pending?.variants, pending?.shadows].flatMap { $0 ?? [] }
        return SageMakerUsage(
            uses: all.flatMap { $0.images ?? [] }.flatMap { $0.uses(by: user) }.unique(), user: user)
    }
}

/// The image of a model or a container, as SageMaker deployed it.
struct DeployedImage: Decodable, Sendable {
    /// The image as the model names it.
    let specified: String?
    /// The image by the digest that SageMaker resolved.
    let resolved: String?

    private enum CodingKeys: String, CodingKey { case specified = "SpecifiedImage", resolved = "ResolvedImage" }

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
