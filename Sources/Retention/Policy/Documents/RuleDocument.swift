import Formats

/// A rule in a document, as far as it could be read.
struct RuleDocument {
    /// The members of a rule.
    enum Key: String, DocumentKey {
        case rulePriority, description, selection, action

        static let objectName = "a rule"
        static var neighbors: [any DocumentKey.Type] {
            [
                SelectionDocument.Key.self, ActionKey.self, Policy.Section.Key.self, Policy.Key.self,
            ]
        }
        static let isECRs = true
    }

    /// The members of a rule's action.
    enum ActionKey: String, DocumentKey {
        case type, targetStorageClass

        static let objectName = "an action"
        static var neighbors: [any DocumentKey.Type] { [RuleDocument.Key.self, SelectionDocument.Key.self] }
        static let isECRs = true
    }

    /// The storage classes that an action may move images to.
    private enum Target: String, CaseIterable {
        case archive
    }

    let path: DocumentPath
    let priority: Int?
    let selection: SelectionDocument?
    /// The whole rule, if no part of it is missing or wrong.
    let rule: Rule?

    init(_ value: JSONValue, at path: DocumentPath, _ findings: inout PolicyFindings) {
        self.path = path
        guard let object = DocumentObject<Key>(value, at: path, &findings) else {
            (priority, selection, rule) = (nil, nil, nil)
            return
        }
        priority = object.integer(.rulePriority, from: 1, isRequired: true, &findings)
        let description = object.text(.description, &findings)
        let selectionObject = object.object(.selection, keys: SelectionDocument.Key.self, isRequired: true, &findings)
        let selection = selectionObject.map { SelectionDocument($0, &findings) }
        self.selection = selection
        let actionObject = object.object(.action, keys: ActionKey.self, isRequired: true, &findings)
        let action = actionObject.flatMap { Self.action($0, of: selection, &findings) }
        if action == .expire, let selectionObject { selection?.suggestAllTagsMatch(in: selectionObject, &findings) }
        guard let priority, let action, let selection, let storageClass = selection.storageClass,
            let tagStatus = selection.tagStatus, let count = selection.count
        else {
            rule = nil
            return
        }
        rule = Rule(
            priority: priority, description: description, storageClass: storageClass, tagStatus: tagStatus,
            allTagsMatch: selection.allTagsMatch, excludedTags: selection.excludedTags, count: count,
            keepNewest: selection.keepNewest,
            groupBy: selection.groupBy, sortBy: selection.sortBy, notPulledForDays: selection.notPulledForDays,
            action: action)
    }

    /// Reads the action on the images.
    private static func action(
        _ object: DocumentObject<ActionKey>, of selection: SelectionDocument?, _ findings: inout PolicyFindings
    ) -> Rule.Action? {
        let type = object.choice(
            .type, of: Rule.Action.self, isRequired: true,
            advice: [
                "untag":
                    ". Tags are not removed, since ECR deletes an image with its last tag. Write \"expire\", and in "
                    + "the selection \"allTagsMatch\": true: images with other tags stay"
            ], &findings)
        switch type {
        case .expire:
            if object.has(.targetStorageClass) {
                findings.fault(
                    object.path(of: .targetStorageClass), "is for transition alone; leave it out",
                    ecr: ECRWording.noSchema)
            }
            if case .sinceImagePulled = selection?.count {
                findings.note(object.path(of: .type), "ECR archives by the last pull, and never expires")
            }
        case .transition:
            _ = object.choice(.targetStorageClass, of: Target.self, &findings)
            if !object.mentions(.targetStorageClass) {
                findings.fault(
                    object.path(of: .targetStorageClass), "is missing; with transition it must be \"archive\"",
                    ecr: ECRWording.noSchema)
            }
            if selection?.storageClass == .archive {
                findings.fault(
                    object.path(of: .type), "is \"transition\" in a rule for archived images; it must be \"expire\"")
            }
        case nil:
            _ = object.choice(.targetStorageClass, of: Target.self, &findings)
        }
        return type
    }
}
