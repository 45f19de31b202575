import Essentials

/// A lifecycle policy, as ECR's user guide describes it.
///
/// - SeeAlso: [Lifecycle policy properties in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html)
struct LifecycleDocument: Codable, Sendable, Hashable {
    struct Selection: Codable, Sendable, Hashable {
        var tagStatus: String
        var tagPatternList: [String]?
        var tagPrefixList: [String]?
        var storageClass: String?
        var countType: String
        var countUnit: String?
        var countNumber: Int
    }

    struct Action: Codable, Sendable, Hashable {
        var type: String
        var targetStorageClass: String?
    }

    struct Rule: Codable, Sendable, Hashable {
        var rulePriority: Int
        var description: String?
        var selection: Selection
        var action: Action

        /// The storage class of the images that the rule sees.
        var storageClass: String { selection.storageClass ?? "standard" }
    }

    var rules: [Rule]

    /// Reads and validates a request's text.
    ///
    /// - Throws: `InvalidParameterException`.
    init(text: String) throws {
        let length = text.unicodeScalars.count
        guard (100...30_720).contains(length) else {
            throw Self.invalid("the policy has \(length) characters, which are not from 100 to 30720")
        }
        do {
            self = try JSONDecoder().decode(LifecycleDocument.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw Self.invalid("\(RegistryFileError(error))")
        }
        try validate()
    }

    /// The text as ECR gives it back: the rules by their priorities, and the keys in an order of its own.
    var text: String {
        get throws {
            var document = self
            document.rules.sort { $0.rulePriority < $1.rulePriority }
            return String(decoding: try Message.encode(document), as: UTF8.self)
        }
    }

    fileprivate static func invalid(_ reason: String) -> ServiceError {
        ServiceError.invalidParameter("LifecyclePolicyText", "Lifecycle policy validation failure: \(reason)")
    }
}

extension LifecycleDocument {
    private enum Keys: String, CodingKey, CaseIterable { case rules }

    init(from decoder: any Decoder) throws {
        rules = try decoder.strictContainer(keyedBy: Keys.self).decode([Rule].self, forKey: .rules)
    }
}

extension LifecycleDocument.Rule {
    private enum Keys: String, CodingKey, CaseIterable { case rulePriority, description, selection, action }

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        self.init(
            rulePriority: try container.decode(Int.self, forKey: .rulePriority),
            description: try container.decodeIfPresent(String.self, forKey: .description),
            selection: try container.decode(LifecycleDocument.Selection.self, forKey: .selection),
            action: try container.decode(LifecycleDocument.Action.self, forKey: .action))
    }
}

extension LifecycleDocument.Selection {
    private enum Keys: String, CodingKey, CaseIterable {
        case tagStatus, tagPatternList, tagPrefixList, storageClass, countType, countUnit, countNumber
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        self.init(
            tagStatus: try container.decode(String.self, forKey: .tagStatus),
            tagPatternList: try container.decodeIfPresent([String].self, forKey: .tagPatternList),
            tagPrefixList: try container.decodeIfPresent([String].self, forKey: .tagPrefixList),
            storageClass: try container.decodeIfPresent(String.self, forKey: .storageClass),
            countType: try container.decode(String.self, forKey: .countType),
            countUnit: try container.decodeIfPresent(String.self, forKey: .countUnit),
            countNumber: try container.decode(Int.self, forKey: .countNumber))
    }
}

extension LifecycleDocument.Action {
    private enum Keys: String, CodingKey, CaseIterable { case type, targetStorageClass }

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        self.init(
            type: try container.decode(String.self, forKey: .type),
            targetStorageClass: try container.decodeIfPresent(String.self, forKey: .targetStorageClass))
    }
}

extension LifecycleDocument {
    private func validate() throws {
        guard (1...50).contains(rules.count) else { throw Self.invalid("there are \(rules.count) rules, not 1 to 50") }
        guard Set(rules.map(\.rulePriority)).count == rules.count, rules.allSatisfy({ $0.rulePriority >= 1 }) else {
            throw Self.invalid("each rulePriority must be positive and unique")
        }
        for rule in rules { try rule.validate() }
        for storageClass in ["standard", "archive"] {
            let rules = rules.filter { $0.storageClass == storageClass }
            guard rules.count(where: { $0.selection.tagStatus == "untagged" }) <= 1 else {
                throw Self.invalid("only one rule may select untagged images")
            }
            let last = rules.map(\.rulePriority).max()
            guard rules.allSatisfy({ $0.selection.tagStatus != "any" || $0.rulePriority == last }) else {
                throw Self.invalid("a rule with tagStatus any must have the highest rulePriority")
            }
        }
    }
}

extension LifecycleDocument.Rule {
    fileprivate func validate() throws {
        func require(_ condition: Bool, _ reason: String) throws {
            guard condition else { throw LifecycleDocument.invalid("rule \(rulePriority): \(reason)") }
        }
        let selection = selection
        let lists = [selection.tagPatternList, selection.tagPrefixList].compactMap(\.self)
        try require(["tagged", "untagged", "any"].contains(selection.tagStatus), "unknown tagStatus")
        try require(lists.count == (selection.tagStatus == "tagged" ? 1 : 0), "tagStatus and tag lists do not fit")
        try require(lists.allSatisfy { !$0.isEmpty }, "a tag list is empty")
        try require(["standard", "archive"].contains(storageClass), "unknown storageClass")
        try require(selection.countNumber >= 1, "countNumber is not positive")
        let isAge = selection.countType != "imageCountMoreThan"
        try require(selection.countUnit == (isAge ? "days" : nil), "countUnit does not fit the countType")
        switch selection.countType {
        case "imageCountMoreThan", "sinceImagePushed": try require(storageClass == "standard", "wrong storageClass")
        case "sinceImagePulled":
            try require(storageClass == "standard" && action.type == "transition", "sinceImagePulled only archives")
        case "sinceImageTransitioned":
            try require(storageClass == "archive" && action.type == "expire", "it only expires archived images")
            try require(selection.countNumber >= 90, "archived images stay for 90 days at least")
        default: try require(false, "unknown countType")
        }
        try require(
            action.type == "expire"
                ? action.targetStorageClass == nil
                : action.type == "transition" && action.targetStorageClass == "archive", "unknown action")
    }
}
