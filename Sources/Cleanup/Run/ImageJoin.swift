import ECRClient
import ImageModel
import Retention

/// The images of several listings of a repository, joined by digest.
struct ImageJoin: Sendable {
    /// A reason to read one listing of all images instead.
    ///
    /// The repository has an index whose manifest ECR does not give, or the registry does not filter.
    struct NeedsWholeListing: Error {}

    /// The images, each digest once.
    private(set) var images: [Image] = []
    /// The images that were listed both as tagged and as untagged.
    private(set) var moved: Set<ImageDigest> = []
    private var positions = ImagePositions()
    /// The listings that showed each image.
    private var sources: [Sources] = []

    /// Adds a page of a listing.
    ///
    /// If an image is shown twice, the later row counts. It is newer, unless the image has moved.
    ///
    /// - Parameter part: the images of the listing, by their tags; `nil` means all images.
    /// - Returns: whether the page has an image that the listing had not shown before.
    /// - Throws: ``NeedsWholeListing``.
    mutating func add(_ page: [Image], of part: ECRClient.TagStatus?) throws -> Bool {
        var isNew = false
        for image in page {
            if let part, image.isTagged != (part == .tagged) || image.hidesContents { throw NeedsWholeListing() }
            guard let position = positions.add(image.digest, to: images) else {
                images.append(image)
                sources.append(Sources(part))
                isNew = true
                continue
            }
            images[position] = image
            isNew = sources[position].insert(Sources(part)).inserted || isNew
            if sources[position].isSuperset(of: .bothParts) { moved.insert(image.digest) }
        }
        return isNew
    }

    /// A set of listings.
    private struct Sources: OptionSet {
        let rawValue: UInt8

        static let bothParts: Sources = [Sources(.tagged), Sources(.untagged)]

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ part: ECRClient.TagStatus?) {
            switch part {
            case nil: self.init(rawValue: 1)
            case .tagged: self.init(rawValue: 2)
            case .untagged: self.init(rawValue: 4)
            }
        }
    }
}

extension Image {
    /// Whether the image may be an index whose manifest ECR does not give.
    ///
    /// ECR is not known to refuse the deletion of what such an index holds.
    var hidesContents: Bool { mayBeIndex && status != .active }
}
