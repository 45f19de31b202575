import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the indexes of a repository hold, as far as their manifests could be read.
struct IndexManifests: Sendable, Hashable {
    /// The digests that each index names, by the index's digest.
    ///
    /// An index that is not among the keys was not given: it is archived, or went meanwhile. What it holds is not known.
    var held: [ImageDigest: [ImageDigest]]
    /// When each of them was asked for, by AWS's clock and cut to the second.
    ///
    /// A pull that ECR has recorded of it since is this program's own.
    var readAt: [ImageDigest: Date]

    init(held: [ImageDigest: [ImageDigest]] = [:], readAt: [ImageDigest: Date] = [:]) {
        self.held = held
        self.readAt = readAt
    }
}
