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
