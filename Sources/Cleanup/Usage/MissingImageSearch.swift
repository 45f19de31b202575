import ECRClient
import ImageModel

/// Finds images in use that a repository does not have.
///
/// Only workloads that run, or that a schedule starts, count: old definitions name images that are gone.
struct MissingImageSearch: Sendable {
    let registry: ECRClient
    let location: RegistryLocation
    let repository: RepositoryName

    /// Returns the images that these workloads use, and that are gone.
    ///
    /// Each image that the listing lacks is asked for once more: it may have been pushed since.
    ///
    /// - Parameters:
    ///   - uses: The uses of running and scheduled workloads, in any registry.
    ///   - images: The repository's listing; empty where there is none.
    /// - Throws: Errors of a call, except that an image does not exist.
    func missingImages(among uses: [ImageUse], besides images: [Image]) async throws -> [MissingImage] {
        var wanted: [ImageIdentifier: [ImageUse]] = [:]
        for use in uses where location.holds(use.reference, in: repository) {
            if let identifier = use.identifier { wanted[identifier, default: []].append(use) }
        }
        guard !wanted.isEmpty else { return [] }
        for image in images where !wanted.isEmpty {
            for identifier in image.identifiers { wanted[identifier] = nil }
        }
        for image in try await registry.presentImages(identifiedBy: Array(wanted.keys), in: repository) {
            for identifier in image.identifiers { wanted[identifier] = nil }
        }
        return MissingImage.all(of: wanted.values.joined())
    }
}

extension MissingImage {
    /// The images that these uses name, each once with all its users.
    static func all(of uses: some Sequence<ImageUse>) -> [MissingImage] {
        Dictionary(grouping: uses, by: \.image).map { MissingImage(image: $0, users: $1.map(\.user)) }
    }
}

extension ImageUse {
    /// The image in its repository: by its digest if that is known, else by its tag.
    fileprivate var identifier: ImageIdentifier? {
        digest.map(ImageIdentifier.digest) ?? reference.tag.map(ImageIdentifier.tag)
    }
}
