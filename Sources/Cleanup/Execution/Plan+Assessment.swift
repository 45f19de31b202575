import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Plan {
    /// Plans what was decided.
    init(_ assessment: Assessment) {
        let images = assessment.images
        let levels = assessment.graph.levels()
        let families = assessment.selectedFamilies().map { family in
            family.sorted { one, other in
                levels[one] == levels[other] ? images[one].isOlder(than: images[other]) : levels[one] < levels[other]
            }
        }
        let ordered = families.compactMap { family in
            family.min { images[$0].isOlder(than: images[$1]) }.map { (family: family, oldest: images[$0]) }
        }
        .sorted { $0.oldest.isOlder(than: $1.oldest) }
        self.families = ordered.map { Family($0.family, of: assessment, levels: levels) }
    }
}

extension Plan.Family {
    /// - Parameter positions: the family's images, by their position in the inventory.
    fileprivate init(_ positions: [Int], of assessment: Assessment, levels: [Plan.Level]) {
        let graph = assessment.graph
        members = positions.map { position in
            Plan.Member(
                image: graph.images[position],
                action: assessment.decisions[position].verdict == .transition ? .transition : .expire,
                level: levels[position],
                parents: graph.parents(of: position).map { graph.images[$0.position].digest },
                held: graph.held[position].map { graph.images[$0].digest },
                missingSubjects: graph.missingSubjects[position] ?? [])
        }
        var seen = Set(positions)
        var below = positions
        var done = 0
        while done < below.count {
            below += graph.held[below[done]].filter { seen.insert($0).inserted }
            done += 1
        }
        witnesses = below.dropFirst(positions.count).map { graph.images[$0] }
    }
}

extension Assessment {
    /// The selected images, by their position, in groups of those that belong together.
    fileprivate func selectedFamilies() -> [[Int]] {
        var isReached = decisions.map { !$0.isSelected }
        return decisions.indices.compactMap { start in
            guard !isReached[start] else { return nil }
            isReached[start] = true
            var family = [start]
            var done = 0
            while done < family.count {
                for other in graph.neighbours(of: family[done]) where !isReached[other] {
                    isReached[other] = true
                    family.append(other)
                }
                done += 1
            }
            return family
        }
    }
}

extension ImageGraph {
    /// The images that belong to an image, and those that it belongs to.
    fileprivate func neighbours(of position: Int) -> [Int] {
        holders[position] + held[position] + subjects[position] + referrers[position]
    }

    /// Where each image stands in the order of deletion.
    fileprivate func levels() -> [Plan.Level] {
        var levels = Array(repeating: Plan.Level(), count: images.count)
        for position in order {
            for holder in holders[position] {
                let level = levels[holder]
                levels[position] = max(
                    levels[position], Plan.Level(referrer: level.referrer, manifest: level.manifest + 1))
            }
            for subject in subjects[position] {
                levels[position] = max(levels[position], Plan.Level(referrer: levels[subject].referrer + 1))
            }
        }
        return levels
    }
}

extension Image {
    /// Whether it is the older of two; one of an unknown age is the oldest.
    fileprivate func isOlder(than other: Image) -> Bool {
        let (time, otherTime) = (effectivePushTime ?? .distantPast, other.effectivePushTime ?? .distantPast)
        return Image.isNewer((otherTime, other.digest), than: (time, digest))
    }
}
