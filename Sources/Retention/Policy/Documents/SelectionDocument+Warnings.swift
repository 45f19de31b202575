import ImageModel

extension SelectionDocument {
    /// Warns of a list of tags that is easily misunderstood.
    func warn(of list: TagList, in object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        let key = object.has(.tagPatternList) ? Key.tagPatternList : .tagPrefixList
        let path = object.path(of: key)
        let count = Set(list.entries).count
        if count > 1, !object.mentions(.tagMatch) {
            findings.warn(
                path,
                "has \(known: count) entries, and an image must meet every one of them, as in ECR. If one is enough, "
                    + "write \"tagMatch\": \"any\", or a rule for each entry; if all are meant, \"tagMatch\": \"all\"")
        }
        if case .imageCountMoreThan = self.count, list.namesReferrersAlone {
            findings.warn(
                path,
                "names signatures and other referrers: they go with their subject, and rules that count never see "
                    + "them. To delete those without a subject, use sinceImagePushed or orphanedReferrers")
        }
        warnOfExclusions(from: list, at: object.path(of: .excludeTagPatternList), &findings)
    }

    /// Warns of exclusions that leave the rule nothing.
    private func warnOfExclusions(
        from list: TagList, at path: DocumentPath, _ findings: inout PolicyFindings
    ) {
        func isExcluded(_ entry: TagList.Entry) -> Bool {
            guard let pattern = entry.asPattern else { return false }
            return excludedTags.contains { $0.covers(pattern) }
        }
        let isEmpty =
            switch list.match {
            case .all: list.entries.contains(where: isExcluded)
            case .any: !list.entries.isEmpty && list.entries.allSatisfy(isExcluded)
            }
        if isEmpty { findings.warn(path, "excludes every image that the rule's list matches, so the rule never acts") }
    }
}

extension PolicyFindings {
    /// Warns of an age of one day since the last pull.
    ///
    /// - SeeAlso: [`ImageDetail`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html):
    ///   ECR refreshes the time of the last pull at least once every 24 hours.
    mutating func warnOfOneDay(_ path: DocumentPath) {
        warn(
            path,
            "is \(known: 1), and ECR's pull times are up to 24 hours behind: an image that was pulled an hour ago may "
                + "look a day older. Write \(known: 2) or more")
    }
}
