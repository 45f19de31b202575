import Essentials
import ImageModel
import Retention

extension Plan {
    /// Creates the plan that follows from an assessment.
    init(_ assessment: Assessment) {
        let images = assessment.images
        let levels = assessment.graph.hasLinks ? assessment.graph.levels() : []
        self.init(assessment, levels: levels, imageCount: assessment.selectedCount)
        guard assessment.graph.hasLinks else {
            let selected = assessment.decisions.indices.lazy.filter { assessment.decisions[$0].isSelected }
            for position in assessment.graph.newestFirst(selected).reversed() {
                append(CollectionOfOne(position))
            }
            return
        }
        let families = assessment.graph.families(of: Array(assessment.selectedPositions)).map { family in
            family.sorted { one, other in
                levels[one] == levels[other] ? images[one].isOlder(than: images[other]) : levels[one] < levels[other]
            }
        }
        let ordered = families.compactMap { family in
            family.min { images[$0].isOlder(than: images[$1]) }.map { (family: family, oldest: $0) }
        }
        .sorted { images[$0.oldest].isOlder(than: images[$1.oldest]) }
        for (family, _) in ordered { append(family.lazy.map(Int32.init)) }
    }

    /// Creates a family from its members.
    func family(of members: ArraySlice<Int32>) -> Family {
        let members = members.map(Int.init)
        let all = assessment.graph.withDescendants(members)
        return Family(members: members, keptDescendants: Array(all[members.count...]))
    }
}

extension ImageGraph {
    /// Groups images, by position, into families that belong together.
    func families(of positions: [Int]) -> [[Int]] {
        var isReached = Array(repeating: true, count: images.count)
        for position in positions { isReached[position] = false }
        return positions.compactMap { start in
            guard !isReached[start] else { return nil }
            isReached[start] = true
            var family = [start]
            var done = 0
            while done < family.count {
                for links in allLinks {
                    for other in links[family[done]] where !isReached[other] {
                        isReached[other] = true
                        family.append(other)
                    }
                }
                done += 1
            }
            return family
        }
    }

    /// Puts images into parts of about a size, without dividing a family.
    func wholeFamilies(of positions: [Int], partSize: Int) -> [[Int]] {
        guard hasLinks else {
            return stride(from: 0, to: positions.count, by: partSize).map {
                Array(positions[$0..<min($0 + partSize, positions.count)])
            }
        }
        return families(of: positions).reduce(into: []) { parts, family in
            if let last = parts.indices.last, parts[last].count < partSize {
                parts[last] += family
            } else {
                parts.append(family)
            }
        }
    }

    /// Some images and all images that they hold, at any depth.
    ///
    /// The given images come first, in their order.
    func withDescendants(_ positions: [Int]) -> [Int] {
        guard !manifests.isEmpty else { return positions }
        var all = positions
        var seen = Set(positions)
        var done = 0
        while done < all.count {
            all += manifests[all[done]].filter { seen.insert($0).inserted }
            done += 1
        }
        return all
    }

    /// The links between images, in both directions.
    fileprivate var allLinks: [AdjacencyList] { [indexes, manifests, subjects, referrers] }

    /// The level of each image in the order of deletion.
    fileprivate func levels() -> [Plan.Level] {
        var levels = Array(repeating: Plan.Level(), count: images.count)
        for position in order.map(Int.init) {
            for index in indexes[position] {
                let level = levels[index]
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
    /// Whether this image is older than another.
    ///
    /// An image of unknown age counts as the oldest.
    fileprivate func isOlder(than other: Image) -> Bool {
        let (time, otherTime) = (effectivePushTime ?? .distantPast, other.effectivePushTime ?? .distantPast)
        return Image.isNewer((otherTime, other.digest), than: (time, digest))
    }
}
