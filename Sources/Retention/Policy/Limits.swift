/// Limits on how many images one run may delete or archive.
///
/// `nil` means no limit.
public struct Limits: Sendable, Hashable {
    /// The most images that a run may delete or archive.
    public var maximumImages: Int?
    /// The most images that may be selected in a repository.
    ///
    /// If more are selected, nothing is done in the repository.
    public var maximumImagesPerRepository: Int?
    /// The largest share of a repository's images that may be selected.
    ///
    /// It is from 0 to 1. If more are selected, nothing is done in the repository.
    public var maximumShare: Double?
    /// The days between the announcement of an image and its deletion.
    ///
    /// An image goes only if the newest plan that is so old names it as it still is.
    public var announceDays: Int?

    /// Creates limits, by default none.
    public init(
        maximumImages: Int? = nil, maximumImagesPerRepository: Int? = nil, maximumShare: Double? = nil,
        announceDays: Int? = nil
    ) {
        self.maximumImages = maximumImages
        self.maximumImagesPerRepository = maximumImagesPerRepository
        self.maximumShare = maximumShare
        self.announceDays = announceDays
    }

    /// No limit.
    public static let none = Limits()
}

extension Limits {
    /// The exceeded limit that keeps a repository untouched, as a sentence.
    ///
    /// The result is `nil` when no limit is exceeded.
    ///
    /// - Parameters:
    ///   - selected: the number of selected images in the repository.
    ///   - scanned: the number of all its images.
    package func obstacle(to selected: Int, of scanned: Int) -> String? {
        if let maximumImagesPerRepository, selected > maximumImagesPerRepository {
            return
                "\(selected) images are selected, and limits.maxImagesPerRepository allows \(maximumImagesPerRepository)"
        }
        // 29 of 100 are no more than a share of 0.29, though 0.29 × 100 is slightly less than 29 in floating point.
        if let maximumShare, Double(selected) > maximumShare * Double(scanned) + 1e-6 {
            return
                "\(selected) of \(scanned) images are selected, and limits.maxShare allows a share of \(maximumShare)"
        }
        return nil
    }
}
