/// The limit on large repositories in memory at once.
///
/// An image takes some 150 bytes until its repository is done. A function of 128 MB is enough for many small
/// repositories and two of ECR's largest, with 100,000 images each.
enum LargeRepositories {
    /// The number of images above which a repository is large.
    static let threshold = 5000
    /// The number of large repositories in memory at once.
    static let permits = 2

    /// An error that no permit is free at present.
    struct NoPermit: Error {}
}
