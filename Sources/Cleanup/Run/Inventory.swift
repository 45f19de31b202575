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
    /// A listing that changes while it is read may show an image twice; the later row is newer.
    ///
    /// - Parameters:
    ///   - progress: is told of the images of each page.
    ///   - becomesLarge: called once if there are so many images that the repository is large. An error from it ends the
    ///     reading.
    init(
        of repository: RepositoryName, in registry: ECRClient, progress: RunProgress? = nil,
        becomesLarge: () throws -> Void = {}
    ) async throws {
        var positions = ImagePositions()
        var isLarge = false
        var images: [Image] = []
        let pages = registry.describeImages(in: repository)
        var pageProgress = pages.progress
        try await pages.forEach { page in
            let count = images.count
            if !isLarge, images.count + page.count > LargeRepositories.threshold {
                try becomesLarge()
                isLarge = true
            }
            progress?.noteImagesRead(page.count)
            for image in page {
                if let position = positions.add(image.digest, to: images) {
                    images[position] = image
                } else {
                    images.append(image)
                }
            }
            try pageProgress.notePage(isNew: images.count > count)
        }
        self.images = images
    }
}
