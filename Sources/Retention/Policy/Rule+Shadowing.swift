extension Rule {
    /// Some of the images that a rule is about.
    private enum Part {
        /// The untagged ones.
        case untagged
        /// Those that have a tag for each of the entries.
        case tagged([TagList.Entry])

        /// Whether signatures and other referrers may be among them.
        var mayHoldReferrers: Bool {
            switch self {
            case .untagged: true
            case .tagged(let entries): entries.allSatisfy(\.mayNameReferrers)
            }
        }
    }

    /// The earlier rules that match every image which this one could match.
    ///
    /// Tags that only few tools write are left out of account: this is for a warning.
    ///
    /// - Parameter earlier: the rules of lower priority numbers; `nil` is one that could not be read.
    /// - Returns: where they stand in the list; `nil` where something may be left.
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

    /// Whether another rule matches all of a part of this one.
    private func surelyMatches(_ part: Part, by other: Rule) -> Bool {
        guard other.storageClass == storageClass, other.excludedTags.isEmpty else { return false }
        // Rules that count see no referrer without its subject; other rules do.
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

    /// Whether the rule counts signatures and the like alone, which rules that count never see.
    var countsReferrersAlone: Bool {
        guard case .imageCountMoreThan = count, case .tagged(let list) = tagStatus else { return false }
        return list.namesReferrersAlone
    }
}
