import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ImageGraph {
    /// Whether the rules see an image as one of its own; otherwise it only shares what happens to its parents.
    func isIndependent(_ position: Int) -> Bool {
        subjects[position].isEmpty && possibleHolders[position] == nil
            && (holders[position].isEmpty || !images[position].tags.isEmpty)
    }

    /// Whether an image is a referrer without its subject.
    func isOrphan(_ position: Int) -> Bool {
        subjects[position].isEmpty && missingSubjects[position] != nil
    }

    /// The images that an image belongs to, and how.
    func parents(of position: Int) -> [(position: Int, relation: Reason.Relation)] {
        holders[position].map { ($0, .manifest) } + subjects[position].map { ($0, .referrer) }
    }

    /// Sorts images by their push times; those of an unknown time come last.
    func newestFirst(_ positions: [Int]) -> [Int] {
        positions.map { (position: $0, time: images[$0].effectivePushTime ?? .distantPast, digest: images[$0].digest) }
            .sorted { Image.isNewer(($0.time, $0.digest), than: ($1.time, $1.digest)) }
            .map(\.position)
    }

    /// The last pull of each image, where that of an index is the latest of its own and of all that it holds.
    func pullTimes() -> [LastPull] {
        var pulls = images.map { LastPull($0.effectivePullTime) }
        for position in holdersFirst().reversed() {
            for member in held[position] { pulls[position].add(pulls[member]) }
        }
        return pulls
    }
}
