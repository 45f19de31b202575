import AWSClient
import ImageModel

/// The images and models that a resource uses.
struct SageMakerUsage: Sendable {
    /// A model, and where the images of its containers come from.
    struct Model: Sendable {
        let name: String
        let arn: String
        let images: [String]
        /// The names or ARNs of the model packages of its containers.
        let packages: [String]
        /// Whether each container tells its image or its package.
        let isTold: Bool
    }

    /// A model package, and the images of its containers.
    struct Package: Sendable {
        let arn: String
        let images: [PackagedImage]
    }

    /// The image of a model package's container.
    struct PackagedImage: Sendable {
        let name: String?
        /// The digest that the package was registered with, if any.
        let digest: String?
    }

    /// The uses of images that the resource names itself.
    var uses: [ImageUse] = []
    /// The names of the models that the resource runs.
    var models: [String] = []
    /// The names of the endpoint configurations that tell further models.
    var configurations: [String] = []
    /// The resource in words.
    var user: String
    /// The model that the resource is.
    var model: Model?
    /// The model package that the resource is.
    var package: Package?

    /// The uses of the images of the models that the resource runs.
    ///
    /// - Throws: `AWSError` if nothing tells which images run, such as where a model or its package is gone.
    func uses(of known: [Model], _ packages: [Package]) throws -> [ImageUse] {
        try models.flatMap { name in
            guard let model = known.first(where: { $0.name == name }) else {
                throw unknown("runs the model \(name), which is gone", by: SageMakerModel.List.operation)
            }
            guard model.isTold else {
                throw unknown(
                    "runs the model \(name), which names neither an image nor a model package",
                    by: SageMakerModel.Describe.operation)
            }
            return try model.images.compactMap { ImageUse(image: $0, isRunning: true, user: user) }
                + model.packages.flatMap { try uses(ofPackage: $0, of: model, among: packages) }
        }
    }

    /// The uses of a package's images: by the digests that it was registered with, else by their names.
    private func uses(ofPackage name: String, of model: Model, among packages: [Package]) throws -> [ImageUse] {
        let whose = "runs the model \(model.name), whose model package \(name)"
        guard let package = packages.first(where: { $0.isNamed(name) }) else {
            // The packages of other accounts are not read.
            guard model.mayOwn(name) else { return [] }
            throw unknown("\(whose) is gone", by: ModelPackage.List.operation)
        }
        guard !package.images.isEmpty, package.images.allSatisfy({ $0.name != nil }) else {
            throw unknown("\(whose) names no image", by: ModelPackage.Describe.operation)
        }
        return package.images.compactMap {
            ImageUse(image: $0.name, digest: $0.digest, isRunning: true, user: user)
        }
    }

    private func unknown(_ clause: String, by operation: String) -> AWSError {
        AWSError(
            code: .malformedResponse, operation: "sagemaker:\(operation)",
            message: "the \(user) \(clause): nothing tells which image that is")
    }
}

extension SageMakerUsage.Package {
    /// Whether a model means the package by a name or an ARN.
    fileprivate func isNamed(_ name: String) -> Bool {
        name.contains(":") ? arn == name : arn.lowercased().hasSuffix(":model-package/\(name.lowercased())")
    }
}

extension SageMakerUsage.Model {
    /// Whether a model package may be of the model's own account and region.
    fileprivate func mayOwn(_ package: String) -> Bool {
        guard let package = ARN(package), let own = ARN(arn) else { return true }
        return package.account == own.account && package.region == own.region
    }
}
