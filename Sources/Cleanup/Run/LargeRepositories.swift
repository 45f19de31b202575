/// Repositories of which only few are in memory at once, whatever is worked on side by side.
///
/// An image takes some 150 bytes until its repository is done. With two of ECR's largest, of 100,000 images, beside many
/// small ones, a function of 128 MB is enough.
enum LargeRepositories {
    /// With more images than this a repository is large.
    static let threshold = 5000
    /// How many there may be at once.
    static let slots = 2

    /// There is no place just now.
    struct NoSlot: Error {}
}
