import ECRClient
import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is to be done to the images of a repository, in the order in which it is done.
struct Plan: Sendable {
    /// An image to which something is to be done.
    struct Member: Sendable, Hashable {
        /// The image as it was when that was decided.
        let image: Image
        /// What is to be done to it.
        let action: Rule.Action
        /// Where it stands in its family: what is higher comes after what is lower.
        let level: Level
        /// The indexes that hold it, and its subjects; all of them are members of the same family.
        ///
        /// Nothing is done to the image before it is done to all of these.
        let parents: [ImageDigest]
        /// What it holds, if it is an index: members of the family and witnesses.
        let held: [ImageDigest]
        /// Its subjects that are not in the inventory.
        ///
        /// It may go only when ECR, asked for each of them by digest, says that there is none.
        let missingSubjects: [ImageDigest]
    }

    /// The order of deletion: parents, then children, then referrers.
    struct Level: Sendable, Hashable, Comparable {
        /// How many steps from subject to referrer lead to the image.
        var referrer = 0
        /// How many steps from index to manifest lead there since the last of these.
        var manifest = 0

        static func < (one: Level, other: Level) -> Bool {
            (one.referrer, one.manifest) < (other.referrer, other.manifest)
        }
    }

    /// Images that belong together: what happens to one of them may depend on what happened to another, and on none
    /// of another family.
    struct Family: Sendable, Hashable {
        /// The images, in the order in which something is done to them.
        var members: [Member]
        /// Images that stay, and that an index of the family holds, itself or through another: a pull of one of them is a
        /// pull of the index.
        var witnesses: [Image]
    }

    /// The families, that of the oldest image first, so that a run that is cut has done what was most due.
    var families: [Family]

    /// All images to which something is to be done.
    var images: [Image] { families.flatMap { $0.members.map(\.image) } }

    /// The families in batches: as many whole ones as one request may name, and a larger one for itself.
    var batches: [[Family]] {
        var batches: [[Family]] = []
        var room = 0
        for family in families {
            if family.members.count <= room {
                batches[batches.count - 1].append(family)
            } else {
                batches.append([family])
                room = ECRClient.maximumBatchSize
            }
            room -= family.members.count
        }
        return batches
    }
}
