extension Rule {
    /// A part of the images that a rule matches.
    private enum Part {
        /// Untagged images.
        case untagged
        /// Images that have a tag for each of the entries.
        case tagged([TagList.Entry])

        /// Whether the part may hold signatures and other referrers.
        var mayHoldReferrers: Bool {
            switch self {
            case .untagged: true
            case .tagged(let entries): entries.allSatisfy(\.mayNameReferrers)
            }
        }
    }

    /// The earlier rules that match every image of this rule.
    ///
    /// Tags that only few tools write are ignored, since the result is used for a warning.
    ///
    /// - Parameter earlier: the rules with lower priority numbers; `nil` for a rule that could not be read.
    /// - Returns: the positions of these rules in the list; `nil` if they may leave some image.
    func shadowed(by earlier: [Rule?]) -> [Int]? {
        var positions: Set<Int> = []
        for part in parts {
            guard let position = earlier.firstIndex(where: { $0.map { surelyMatches(part, by: $0) } == true })
            else { return nil }
            positions.insert(position)
        }
        return positions.isEmpty ? nil : positions.sorted()
    }

    private var parts: [Part] {
        switch tagStatus {
        case .any: [.untagged, .tagged([.pattern(WildcardPattern("*"))])]
        case .untagged: [.untagged]
        case .tagged(let list):
            switch list.match {
            case .all: [.tagged(list.entries)]
            case .any: list.entries.map { .tagged([$0]) }
            }
        }
    }

    /// Whether another rule matches every image in a part of this rule.
    private func surelyMatches(_ part: Part, by other: Rule) -> Bool {
        guard other.storageClass == storageClass, other.excludedTags.isEmpty, !other.ranks else { return false }
        // Rules that count ignore referrers without a subject; other rules see them.
        if case .imageCountMoreThan = other.count, part.mayHoldReferrers {
            guard case .imageCountMoreThan = count else { return false }
        }
        switch (other.tagStatus, part) {
        case (.any, _), (.untagged, .untagged): return true
        case (.tagged(let list), .tagged(let entries)):
            func isMet(_ entry: TagList.Entry) -> Bool { entries.contains { entry.covers($0) } }
            return list.match == .all ? list.entries.allSatisfy(isMet) : list.entries.contains(where: isMet)
        default: return false
        }
    }

    /// Whether the rule counts only referrers, which counting rules never see.
    var countsReferrersAlone: Bool {
        guard case .imageCountMoreThan = count, case .tagged(let list) = tagStatus else { return false }
        return list.namesReferrersAlone
    }
}
