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
    /// When the first of them was asked for, by AWS's clock and cut to the second; `nil` when none was.
    ///
    /// A pull that ECR has recorded of one of them since is this program's own.
    var readAt: Date?

    init(held: [ImageDigest: [ImageDigest]] = [:], readAt: Date? = nil) {
        self.held = held
        self.readAt = readAt
    }
}
