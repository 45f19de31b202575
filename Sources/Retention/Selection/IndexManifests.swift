package import Essentials
package import ImageModel

/// The contents of a repository's indexes, as far as they are known.
package struct IndexManifests: Sendable, Hashable {
    /// The digests that each index names, by the index's digest.
    ///
    /// An index without an entry could not be read: it is archived, or was deleted meanwhile. Its contents are unknown.
    package var byIndex: [ImageDigest: [ImageDigest]]
    /// The times within which ECR may record our reading as a pull.
    ///
    /// They are by AWS's clock, for each index. A later pull is somebody else's.
    package var readAt: [ImageDigest: ClosedRange<Date>]

    /// Creates the known contents of indexes.
    package init(byIndex: [ImageDigest: [ImageDigest]] = [:], readAt: [ImageDigest: ClosedRange<Date>] = [:]) {
        self.byIndex = byIndex
        self.readAt = readAt
    }
}
