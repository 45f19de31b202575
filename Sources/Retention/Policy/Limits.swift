/// How much may go in one run.
///
/// `nil` is no limit.
public struct Limits: Sendable, Hashable {
    /// The most images that a run may delete or archive.
    public var maximumImages: Int?
    /// The most images that may be selected in a repository, or else nothing is done in it.
    public var maximumImagesPerRepository: Int?
    /// The largest share of a repository's images that may be selected, from 0 to 1, or else nothing is done in it.
    public var maximumShare: Double?

    /// Creates limits; by default none.
    public init(maximumImages: Int? = nil, maximumImagesPerRepository: Int? = nil, maximumShare: Double? = nil) {
        self.maximumImages = maximumImages
        self.maximumImagesPerRepository = maximumImagesPerRepository
        self.maximumShare = maximumShare
    }

    /// No limit.
    public static let none = Limits()
}

extension Limits {
    /// What keeps a repository from being touched that would lose too much; `nil` when nothing does.
    ///
    /// - Parameters:
    ///   - selected: how many of its images are selected.
    ///   - scanned: how many it has.
    package func obstacle(to selected: Int, of scanned: Int) -> String? {
        if let maximumImagesPerRepository, selected > maximumImagesPerRepository {
            return
                "\(selected) images are selected, and limits.maxImagesPerRepository allows \(maximumImagesPerRepository)"
        }
        // 29 of 100 are no more than 0.29, though their product is a little less than 29.
        if let maximumShare, Double(selected) > maximumShare * Double(scanned) + 1e-6 {
            return
                "\(selected) of \(scanned) images are selected, and limits.maxShare allows a share of \(maximumShare)"
        }
        return nil
    }
}
