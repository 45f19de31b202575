import AWSClient
import ECRClient
import ImageModel

extension ECRClient {
    /// Describes images by their digests; those that are gone are left out.
    ///
    /// - Throws: what a call throws.
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

    /// Lists a repository, and picks some of its images.
    ///
    /// A call that names images fails as a whole when one is gone, and does not say which: a listing shows the others. An
    /// image that it lacks may be there all the same, since a listing that changes while it is read may leave one out.
    ///
    /// - Throws: what a call throws, and `AWSError` if the pages bring nothing new any more.
    func listedImages(
        among digests: some Sequence<ImageDigest>, in repository: RepositoryName
    ) async throws -> [ImageDigest: Image] {
        let wanted = Set(digests)
        var images: [ImageDigest: Image] = [:]
        _ = try await firstListedImage(in: repository) { image in
            if wanted.contains(image.digest) { images[image.digest] = image }
            return false
        }
        return images
    }

    /// Lists a repository up to the first image that meets a condition.
    ///
    /// - Returns: the image; `nil` where the listing was read to its end and has none.
    /// - Throws: as ``listedImages(among:in:)`` does.
    func firstListedImage(
        in repository: RepositoryName, isolation: isolated (any Actor)? = #isolation, where isWanted: (Image) -> Bool
    ) async throws -> Image? {
        let pages = describeImages(in: repository)
        var progress = pages.progress
        // Of what may be many thousands, only the hashes.
        var listed: Set<Int> = []
        for try await page in pages {
            let known = listed.count
            for image in page {
                listed.insert(image.digest.hashValue)
                if isWanted(image) { return image }
            }
            try progress.notePage(isNew: listed.count > known)
        }
        return nil
    }
}
