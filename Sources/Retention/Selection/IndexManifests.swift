package import Essentials
package import ImageModel

/// What the indexes of a repository hold, as far as their manifests could be read.
package struct IndexManifests: Sendable, Hashable {
    /// The digests that each index names, by the index's digest.
    ///
    /// An index that is not among the keys was not given: it is archived, or went meanwhile. What it holds is not known.
    package var byIndex: [ImageDigest: [ImageDigest]]
    /// The times within which ECR records the reading of each of them as a pull, by AWS's clock.
    ///
    /// A later pull is somebody else's.
    package var readAt: [ImageDigest: ClosedRange<Date>]

    /// Creates what is known of indexes.
    package init(byIndex: [ImageDigest: [ImageDigest]] = [:], readAt: [ImageDigest: ClosedRange<Date>] = [:]) {
        self.byIndex = byIndex
        self.readAt = readAt
    }
}
