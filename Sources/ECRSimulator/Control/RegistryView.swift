import Essentials
import ImageModel

/// The remaining repositories by name, each with its images in order.
struct RegistryView: Encodable {
    struct ImageView: Encodable {
        var digest: ImageDigest
        var tags: [ImageTag]
        var status: String
        var sizeInBytes: Int64
        var pushedAt: Date?
        var lastPulledAt: Date?
        var mediaType: String?
        var subject: ImageDigest?

        init(_ image: Image) {
            digest = image.digest
            tags = image.tags
            status = image.status.description
            sizeInBytes = image.sizeInBytes
            pushedAt = image.pushedAt
            lastPulledAt = image.lastPulledAt
            mediaType = image.mediaType?.description
            subject = image.subject
        }
    }

    var repositories: [String: [ImageView]]
    var publicRepositories: [String: [ImageView]]
    /// The repositories of further accounts and regions, by `ACCOUNT/REGION`.
    var registries: [String: [String: [ImageView]]]

    init(_ registry: SimulatedRegistry) {
        func views(_ address: RegistryAddress) -> [String: [ImageView]] {
            Dictionary(
                uniqueKeysWithValues: registry.repositoryNames(in: address).map { name in
                    (name.description, registry.images(in: name, of: address).map(ImageView.init(_:)))
                })
        }
        repositories = views(.ecr)
        publicRepositories = views(.ecrPublic)
        registries = Dictionary(
            uniqueKeysWithValues: registry.file.registries.map(\.location).map { location in
                ("\(location.account)/\(location.region)", views(.ecr(location)))
            })
    }
}
