import AWSClient
import ECRClient
import ImageModel

/// All images of a repository at one time.
struct Inventory: Sendable {
    /// The images, each digest once.
    private(set) var images: [Image] = []

    /// Reads every page.
    ///
    /// A listing that changes while it is read may show an image twice; the later row is the newer truth.
    init(of repository: RepositoryName, in registry: ECRClient) async throws {
        var positions = ImagePositions()
        for try await page in registry.describeImages(in: repository) {
            for image in page {
                if let position = positions.position(of: image.digest, in: images) {
                    images[position] = image
                } else {
                    images.append(image)
                    positions.addLast(of: images)
                }
            }
        }
    }
}
