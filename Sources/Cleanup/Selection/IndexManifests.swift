package import Essentials
package import ImageModel

/// What the indexes of a repository hold, as far as their manifests could be read.
package struct IndexManifests: Sendable, Hashable {
    /// The digests that each index names, by the index's digest.
    ///
    /// An index that is not among the keys was not given: it is archived, or went meanwhile. What it holds is not known.
    package var held: [ImageDigest: [ImageDigest]]
    /// When each of them was asked for, by AWS's clock and cut to the second.
    ///
    /// A pull that ECR has recorded of it since is this program's own.
    package var readAt: [ImageDigest: Date]

    /// Creates what is known of indexes.
    package init(held: [ImageDigest: [ImageDigest]] = [:], readAt: [ImageDigest: Date] = [:]) {
        self.held = held
        self.readAt = readAt
    }
}
