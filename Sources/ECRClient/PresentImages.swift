import AWSClient
import Essentials
public import ImageModel

/// An image in its repository, by its digest or by one of its tags.
public enum ImageIdentifier: Sendable, Hashable {
    /// The digest of the image's manifest.
    case digest(ImageDigest)
    /// One of the image's tags.
    case tag(ImageTag)
}

extension ECRClient {
    /// The most images that are asked for singly without a listing.
    private static let fewImages = 5

    /// Describes those of some images that exist, in whatever status (`DescribeImages`).
    ///
    /// A call about many images fails as a whole when one of them is missing, and does not say which: then the
    /// repository is listed. A listing that changes while it is read may leave an image out, so ECR is asked singly for
    /// each image that several pages lack. Unlike ``missingImages(_:ofTypes:in:)`` no pull time is moved.
    ///
    /// - Throws: `AWSError`, except for the answer that an image does not exist. `CancellationError`.
    public func presentImages(
        identifiedBy identifiers: [ImageIdentifier], in repository: RepositoryName
    ) async throws -> [Image] {
        let identifiers = identifiers.unique()
        if identifiers.count <= Self.maximumBatchSize {
            do {
                return try await describeAll(identifiers, in: repository)
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                if identifiers.count == 1 { return [] }
            }
        }
        var images: [Image] = []
        if identifiers.count > Self.fewImages {
            let listing = try await listing(of: identifiers, in: repository)
            guard !listing.isOnePage else { return listing.images }
            images = listing.images
        }
        let open = Set(identifiers).subtracting(images.flatMap(\.identifiers))
        let single = try await identifiers.filter(open.contains).concurrentMap(width: Self.singleWidth) {
            try await presentImage($0, in: repository)
        }
        return images + single.compactMap(\.self)
    }

    /// Describes those of some images that exist, by their digests, as ``presentImages(identifiedBy:in:)`` does.
    ///
    /// - Throws: `AWSError`, except for the answer that an image does not exist. `CancellationError`.
    public func presentImages(
        _ digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> [ImageDigest: Image] {
        let images = try await presentImages(
            identifiedBy: digests.map(ImageIdentifier.digest), in: repository)
        return Dictionary(images.map { ($0.digest, $0) }) { _, later in later }
    }

    /// Lists a repository and picks some of its images.
    ///
    /// An image that is left out may still exist, as in any listing that changes while it is read.
    ///
    /// - Throws: errors of a call, and `AWSError` if the pages stop bringing anything new.
    public func listedImages(
        among digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> [ImageDigest: Image] {
        let listing = try await listing(of: digests.map(ImageIdentifier.digest), in: repository)
        return Dictionary(listing.images.map { ($0.digest, $0) }) { _, later in later }
    }

    /// Lists a repository and picks some of its images.
    ///
    /// - Returns: also whether the listing was a single page, which shows all images at one moment.
    private func listing(
        of identifiers: [ImageIdentifier], in repository: RepositoryName
    ) async throws -> (images: [Image], isOnePage: Bool) {
        let wanted = Set(identifiers)
        let pages = describeImages(in: repository)
        var (progress, count, images) = (pages.progress, 0, [Image]())
        for try await page in pages {
            count += 1
            images += page.filter { !wanted.isDisjoint(with: $0.identifiers) }
            try progress.notePage(of: page.lazy.map(\.digest))
        }
        return (images, count <= 1)
    }

    /// Describes an image; `nil` if it does not exist.
    private func presentImage(_ identifier: ImageIdentifier, in repository: RepositoryName) async throws -> Image? {
        do {
            return try await describeAll([identifier], in: repository).first
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return nil
        }
    }

    /// Describes images, and refuses an answer that leaves out any of them.
    private func describeAll(_ identifiers: [ImageIdentifier], in repository: RepositoryName) async throws -> [Image] {
        let images = try await describeImages(identifiers, in: repository)
        guard Set(identifiers).subtracting(images.flatMap(\.identifiers)).isEmpty else {
            throw AWSError(
                code: .malformedResponse, operation: permission(for: "DescribeImages"),
                message: "the answer leaves out images that were asked for")
        }
        return images
    }
}

extension Image {
    /// All identifiers that mean the image.
    public var identifiers: [ImageIdentifier] { [.digest(digest)] + tags.map(ImageIdentifier.tag) }
}
