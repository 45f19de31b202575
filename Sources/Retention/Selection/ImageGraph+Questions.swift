import Essentials
import ImageModel

extension ImageGraph {
    /// Whether the rules see an image by itself.
    ///
    /// Otherwise it only shares the verdict on its parents.
    func isIndependent(_ position: Int) -> Bool {
        (subjects.isEmpty || subjects[position].isEmpty)
            && (referrersOfUnknown.isEmpty || !referrersOfUnknown.contains(position))
            && (possibleIndexes.isEmpty || possibleIndexes[position] == nil)
            && (indexes.isEmpty || indexes[position].isEmpty || images[position].isTagged
                || withoutDifferences.contains(.indexManifests))
    }

    /// Whether an image is a referrer without its subject.
    func isOrphan(_ position: Int) -> Bool {
        !missingSubjects.isEmpty && missingSubjects[position] != nil && subjects[position].isEmpty
    }

    /// The images that an image belongs to, each with its relation.
    package func parents(of position: Int) -> [(position: Int, relation: Reason.Relation)] {
        indexes[position].map { ($0, .manifest) } + subjects[position].map { ($0, .referrer) }
    }

    /// Sorts images by push time, the newest first.
    ///
    /// Images with an unknown time come last.
    package func newestFirst(_ positions: some Sequence<Int>) -> [Int32] {
        var dated: [(time: Date, position: Int32)] = []
        for position in positions {
            dated.append((images[position].effectivePushTime ?? .distantPast, Int32(position)))
        }
        dated.sort { one, other in
            guard one.time == other.time else { return one.time > other.time }
            return images[Int(one.position)].digest < images[Int(other.position)].digest
        }
        return dated.map(\.position)
    }
}

extension Image {
    /// The longest duration of a push, in seconds.
    ///
    /// A push lasts from its first manifest to its index.
    static let longestPush: TimeInterval = 3600

    /// Whether the image may belong to a push under way.
    ///
    /// It may if it is untagged and was pushed within the last hour. A client pushes the manifests of an index before
    /// the index. Until the index exists, they would take the places of other images among the newest.
    func mayBelongToPush(at now: Date) -> Bool {
        guard !isTagged, let pushedAt else { return false }
        return now.timeIntervalSince(pushedAt) <= Self.longestPush
    }
}
