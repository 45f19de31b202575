import AWSClient
import ECRClient
import ImageModel

extension ECRClient {
    /// Describes images by digest; images that are gone are left out.
    ///
    /// - Throws: errors of a call.
    func presentImages(
        _ digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> [ImageDigest: Image] {
        do {
            let images = try await describeImages(digests, in: repository)
            return Dictionary(images.map { ($0.digest, $0) }) { _, later in later }
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return try await listedImages(among: digests, in: repository)
        }
    }

    /// Lists a repository and picks some of its images.
    ///
    /// A call that names images fails as a whole if one is gone, and does not say which. A listing shows the others. An
    /// image missing from it may still exist: a listing that changes while it is read may leave an image out.
    ///
    /// - Throws: errors of a call, and `AWSError` if the pages stop bringing anything new.
    func listedImages(
        among digests: some Sequence<ImageDigest>, in repository: RepositoryName
    ) async throws -> [ImageDigest: Image] {
        let wanted = Set(digests)
        var images: [ImageDigest: Image] = [:]
        _ = try await describeImages(in: repository).first(identifiedBy: \.digest) { image in
            if wanted.contains(image.digest) { images[image.digest] = image }
            return false
        }
        return images
    }
}
