import Essentials
import ImageModel

/// A model package: a version in a group of the model registry, or one without a version.
struct ModelPackage: SageMakerResource {
    enum List: SageMakerListing {
        static let operation = "ListModelPackages"
        static let page = "ModelPackageSummaryList"
        static let id = "ModelPackageArn"
        /// Both types: by default, packages with versions are left out.
        static let parameters = ["ModelPackageType": "Both"]
    }

    enum Describe: SageMakerDescribing {
        static let operation = "DescribeModelPackage"
        static let id = "ModelPackageName"
        /// Without the model card, whose key would need a permission to decrypt.
        static let parameters = ["IncludedData": "MetadataOnly"]
    }

    struct Specification: Decodable, Sendable {
        struct Container: Decodable, Sendable {
            let image: NotEmpty<String>?
            let digest: String?

            private enum CodingKeys: String, CodingKey { case image = "Image", digest = "ImageDigest" }
        }

        let containers: [Container]

        private enum CodingKeys: String, CodingKey { case containers = "Containers" }
    }

    let arn: String
    let inference: Specification?
    let more: [Specification]?

    private enum CodingKeys: String, CodingKey {
        case arn = "ModelPackageArn", inference = "InferenceSpecification", more = "AdditionalInferenceSpecifications"
    }

    /// The package is a definition.
    ///
    /// If a container has both an image's name and a digest, each counts: no one tells which a model gets.
    var usage: SageMakerUsage {
        let user = "SageMaker model package \(arn)"
        let images = ([inference].compactMap(\.self) + (more ?? [])).flatMap(\.containers)
            .map { SageMakerUsage.PackagedImage(name: $0.image?.wrappedValue, digest: $0.digest?.lowercased()) }
        let uses = images.flatMap { image in
            [nil, image.digest].unique().compactMap {
                ImageUse(image: image.name, digest: $0, isRunning: false, user: user)
            }
        }
        return SageMakerUsage(
            uses: uses.unique(), user: user, package: SageMakerUsage.Package(arn: arn, images: images))
    }
}
