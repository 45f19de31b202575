import AWSClient
import ECRClient
import ImageModel
import Retention

/// All images of a repository at one time.
struct Inventory: Sendable {
    /// The images, each digest once.
    let images: [Image]

    /// Reads every page of the listing.
    ///
    /// If there is more than one page, tagged and untagged images are listed at once, which takes less time. But an
    /// image that is tagged or untagged meanwhile may be in neither listing.
    ///
    /// - Parameters:
    ///   - isSerial: whether to read one listing of all images, page by page. It is necessary where ECR would not refuse
    ///     what the run does for want of an image.
    ///   - progress: is told of the images of each page.
    ///   - becomesLarge: called once if there are so many images that the repository is large. An error from it ends the
    ///     reading.
    init(
        of repository: RepositoryName, in registry: ECRClient, isSerial: Bool = false, progress: RunProgress? = nil,
        becomesLarge: () throws -> Void = {}
    ) async throws {
        var join = ImageJoin()
        var isLarge = false
        var noted = 0
        func add(_ page: [Image], of part: ECRClient.TagStatus?) throws -> Bool {
            let isNew = try join.add(page, of: part)
            if !isLarge, join.images.count > LargeRepositories.threshold {
                try becomesLarge()
                isLarge = true
            }
            progress?.noteImagesRead(max(0, join.images.count - noted))
            noted = max(noted, join.images.count)
            return isNew
        }
        var pages = registry.describeImages(in: repository).makeAsyncIterator()
        let first = try await pages.next() ?? []
        _ = try add(first, of: nil)
        let needsOne = isSerial || registry.kind == .publicRegistry || first.contains(where: \.hidesContents)
        if pages.hasNext, !needsOne {
            do {
                try await Self.readParts(of: repository, in: registry, add)
                let moved = try await registry.presentImages(join.moved.sorted(), in: repository).values
                guard !moved.contains(where: \.hidesContents) else { throw ImageJoin.NeedsWholeListing() }
                _ = try add(Array(moved), of: nil)
                images = join.images
                return
            } catch is ImageJoin.NeedsWholeListing {
                join = ImageJoin()
                pages = registry.describeImages(in: repository).makeAsyncIterator()
            }
        }
        try await PageSequence.forEachPage(of: [pages]) { _, page in try add(page, of: nil) }
        images = join.images
    }

    /// Lists tagged and untagged images at once.
    private static func readParts(
        of repository: RepositoryName, in registry: ECRClient,
        _ add: ([Image], ECRClient.TagStatus) throws -> Bool
    ) async throws {
        let parts = [ECRClient.TagStatus.tagged, .untagged]
        let listings = parts.map { registry.describeImages(in: repository, tagStatus: $0).makeAsyncIterator() }
        try await PageSequence.forEachPage(of: listings) { listing, page in try add(page, parts[listing]) }
    }
}
