import Formats

/// A rule's selection in a document, as far as it was read.
struct SelectionDocument {
    /// The members of a selection.
    enum Key: String, DocumentKey {
        case tagStatus, tagPrefixList, tagPatternList, tagMatch, allTagsMatch, excludeTagPatternList, storageClass
        case countType, countUnit, countNumber, keepNewest, groupBy, sortBy, notPulledForDays

        static let objectName = "a selection"
        static var neighbors: [any DocumentKey.Type] { [RuleDocument.Key.self, RuleDocument.ActionKey.self] }
        static let isECRs = true
        static let additions: [Key] = [
            .tagMatch, .allTagsMatch, .excludeTagPatternList, .keepNewest, .groupBy, .sortBy, .notPulledForDays,
        ]
    }

    /// The tag statuses, by name.
    enum TagStatusName: String, CaseIterable {
        case tagged, untagged, any
    }

    /// The count types, by name.
    private enum CountType: String, CaseIterable {
        case imageCountMoreThan, sinceImagePushed, sinceImagePulled, sinceImageTransitioned
    }

    /// The days for which ECR's own policies keep archived images.
    ///
    /// - SeeAlso: [Archiving an image](https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive-image.html)
    private static let shortestArchiving = 90

    let path: DocumentPath
    let tagStatusName: TagStatusName?
    /// The entries of the tag list, each with its path.
    let tagEntries: [(entry: TagList.Entry, path: DocumentPath)]
    let tagStatus: Rule.TagStatus?
    let allTagsMatch: Bool
    let excludedTags: [WildcardPattern]
    let storageClass: Rule.StorageClass?
    let count: Rule.Count?
    let keepNewest: Int?
    let groupBy: GroupPattern?
    let sortBy: Rule.Order?
    let notPulledForDays: Int?

    init(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        path = object.path
        tagStatusName = object.choice(.tagStatus, of: TagStatusName.self, isRequired: true, &findings)
        tagEntries = Self.tagEntries(of: object, tagStatusName, &findings)
        let match = object.choice(.tagMatch, of: TagList.Match.self, &findings)
        allTagsMatch = object.flag(.allTagsMatch, &findings) ?? false
        for key in [Key.tagMatch, .allTagsMatch] where object.has(key) {
            guard let tagStatusName, tagStatusName != .tagged else { continue }
            findings.fault(object.path(of: key), "is for tagStatus \"tagged\" alone; leave it out")
        }
        tagStatus =
            switch tagStatusName {
            case .tagged: .tagged(TagList(tagEntries.map(\.entry), match: match ?? .all))
            case .untagged: .untagged
            case .any: .any
            case nil: nil
            }
        excludedTags = object.keepingTagPatterns(.excludeTagPatternList, &findings)
        (storageClass, count) = Self.count(of: object, &findings)
        keepNewest = object.integer(.keepNewest, from: 1, &findings)
        groupBy = Self.groupBy(of: object, &findings)
        sortBy = object.choice(.sortBy, of: Rule.Order.self, &findings)
        notPulledForDays = object.integer(.notPulledForDays, from: 1, &findings)
        checkRanking(in: object, &findings)
        if case .tagged(let list) = tagStatus { warn(of: list, in: object, &findings) }
        if count == .sinceImagePulled(days: 1) { findings.warnOfOneDay(object.path(of: .countNumber)) }
        if notPulledForDays == 1 { findings.warnOfOneDay(object.path(of: .notPulledForDays)) }
        for key in Key.additions where object.has(key) {
            findings.noteAddition(object.path(of: key))
        }
    }

    /// Reads the list of prefixes or of patterns.
    private static func tagEntries(
        of object: DocumentObject<Key>, _ status: TagStatusName?, _ findings: inout PolicyFindings
    ) -> [(entry: TagList.Entry, path: DocumentPath)] {
        let given = [Key.tagPrefixList, .tagPatternList].filter(object.has)
        if status == .untagged || status == .any {
            for key in given {
                findings.fault(object.path(of: key), "is for tagStatus \"tagged\" alone; leave it out")
            }
            return []
        }
        let advice = ". For every tag, write \"tagPatternList\": [\"*\"]"
        let prefixes = object.texts(.tagPrefixList, adviceForEmpty: advice, &findings)?
            .map { (TagList.Entry.prefix($0.text), $0.path) }
        let patterns = object.tagPatterns(.tagPatternList, adviceForEmpty: advice, &findings)?
            .map { (TagList.Entry.pattern($0.pattern), $0.path) }
        for (entry, path) in (prefixes ?? []) + (patterns ?? []) {
            guard let flaw = NameGrammar.tag.flaw(of: entry) else { continue }
            findings.warn(path, "\(flaw.message)")
        }
        switch status {
        case .tagged where given.isEmpty:
            findings.fault(
                object.path, "has tagStatus \"tagged\", and neither tagPrefixList nor tagPatternList",
                ecr: ECRWording.noTagList)
        case .tagged where given.count > 1:
            findings.fault(
                object.path, "has both tagPrefixList and tagPatternList; a rule takes one of them")
        default: break
        }
        return (prefixes ?? []) + (patterns ?? [])
    }

    /// Reads the number or age that the rule allows, and its class.
    private static func count(
        of object: DocumentObject<Key>, _ findings: inout PolicyFindings
    ) -> (Rule.StorageClass?, Rule.Count?) {
        let given = object.choice(.storageClass, of: Rule.StorageClass.self, &findings)
        let storageClass = object.mentions(.storageClass) ? given : .standard
        let type = object.choice(.countType, of: CountType.self, isRequired: true, &findings)
        let unit = unit(in: object, type, &findings)
        let number = object.integer(.countNumber, from: 1, isRequired: true, &findings)
        guard let type else { return (storageClass, nil) }

        let right: Rule.StorageClass = type == .sinceImageTransitioned ? .archive : .standard
        if let storageClass, storageClass != right {
            let found: FindingMessage = object.has(.storageClass) ? "is \"\(storageClass.rawValue)\"" : "is missing"
            findings.fault(
                object.path(of: .storageClass),
                "\(found); with \(known: type.rawValue) it must be \"\(known: right.rawValue)\"")
        }
        if type == .sinceImageTransitioned, unit == .days, let number, number < shortestArchiving {
            findings.note(
                object.path(of: .countNumber),
                "ECR's least is \(known: shortestArchiving): it bills archived images for so long"
            )
        }
        let count = number.map { number -> Rule.Count in
            switch type {
            case .imageCountMoreThan: .imageCountMoreThan(number)
            case .sinceImagePushed: .sinceImagePushed(AgeLimit(number, unit))
            case .sinceImagePulled: .sinceImagePulled(days: number)
            case .sinceImageTransitioned: .sinceImageTransitioned(AgeLimit(number, unit))
            }
        }
        // The count type decides the rule's storage class, so that later checks compare it with rules of the right
        // class.
        return (storageClass == nil ? nil : right, count)
    }

    /// Reads the unit of the age that the rule allows; days if the unit is missing or wrong.
    private static func unit(
        in object: DocumentObject<Key>, _ type: CountType?, _ findings: inout PolicyFindings
    ) -> AgeLimit.Unit {
        let path = object.path(of: .countUnit)
        if type == .imageCountMoreThan, object.has(.countUnit) {
            findings.fault(path, "is not for imageCountMoreThan; leave it out")
            return .days
        }
        let unit = object.choice(.countUnit, of: AgeLimit.Unit.self, additions: [.hours], &findings)
        if unit == .hours {
            findings.note(path, "ECR knows days alone")
            if type == .sinceImagePulled {
                findings.fault(
                    path,
                    "is \"hours\"; with sinceImagePulled it must be \"days\", since ECR's pull times are up to 24 hours "
                        + "behind")
            }
        }
        if let type, type != .imageCountMoreThan, !object.mentions(.countUnit) {
            let units = type == .sinceImagePulled ? "\"days\"" : "\"days\" or \"hours\""
            findings.fault(path, "is missing; with \(known: type.rawValue) it must be \(known: units)")
        }
        return unit ?? .days
    }
}
