import Essentials
import ImageModel

/// ECR's evaluation of a lifecycle policy, written from its user guide alone.
///
/// It shares no code with the program's own evaluation: a comparison of the two would show nothing otherwise. It is
/// quadratic where that is plainer.
///
/// - SeeAlso: [Lifecycle policy evaluation rules](https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html)
struct LifecycleEvaluation {
    private let images: [StoredImage]
    private let rules: [LifecycleDocument.Rule]
    private let now: Date
    private let parts: LifecyclePreviews.Parts
    private let deviation: LifecycleDeviation?
    /// For each image, the indexes in the repository that hold it.
    private let indexes: [ImageDigest: [ImageDigest]]

    init(of document: LifecycleDocument, on images: [StoredImage], at now: Date, _ settings: LifecyclePreviews) {
        self.images = images
        self.now = now
        (parts, deviation) = (settings.parts, settings.deviation)
        let backwards = settings.deviation == .ordersBackwards
        rules = document.rules.sorted { backwards != ($0.rulePriority < $1.rulePriority) }
        var indexes: [ImageDigest: [ImageDigest]] = [:]
        for image in images {
            for child in Set(image.children) { indexes[child, default: []].append(image.facts.digest) }
        }
        self.indexes = indexes
    }

    /// The rows of the preview, in the repository's order.
    var rows: [StoredPreview.Row] {
        // "All of the rules are evaluated at the same time, then applied based on rule priority."
        let taken = rules.map { rule in (rule: rule, identified: identified(by: rule), affected: affected(by: rule)) }
        var actions: [ImageDigest: LifecycleDocument.Rule] = [:]
        for image in images {
            let digest = image.facts.digest
            // "An image that matches the tagging requirements of a rule cannot be expired or archived by a rule with a
            // lower priority."
            for entry in taken where entry.identified.contains(digest) {
                if entry.affected.contains(digest) { actions[digest] = entry.rule }
                if actions[digest] != nil || deviation != .forgetsHigherRules { break }
            }
        }
        keepHeldManifests(&actions)
        if parts == .listed { addParts(to: &actions) }
        let rows = images.compactMap { image in actions[image.facts.digest].map { row(of: image, by: $0) } }
        return deviation == .dropsLastResult ? rows.dropLast() : rows
    }

    // MARK: What a rule identifies

    private func identified(by rule: LifecycleDocument.Rule) -> Set<ImageDigest> {
        Set(images.filter { sees(rule, $0.facts) && isOwn($0.facts) && meets(rule, $0.facts) }.map(\.facts.digest))
    }

    private func sees(_ rule: LifecycleDocument.Rule, _ image: Image) -> Bool {
        guard rule.storageClass == "standard" else { return image.status == .archived }
        return image.status == .active || (deviation == .standardSeesArchived && image.status == .archived)
            || (deviation == .standardSeesRestoring && image.status == .activating)
    }

    /// Whether an image is one for itself, and not only a part of another one.
    private func isOwn(_ image: Image) -> Bool {
        guard parts != .counted else { return true }
        if image.tags.isEmpty, indexes[image.digest] != nil { return false }
        return subjects(of: image).isEmpty
    }

    /// The images in the repository that a referrer names, by its manifest or in all of its tags.
    private func subjects(of image: Image) -> [ImageDigest] {
        var named = [image.subject].compactMap(\.self)
        let inTags = image.tags.map { tag in
            tag.description.firstMatch(of: /sha256-([0-9a-f]{64})(\.sig|\.att|\.sbom)?$/).flatMap {
                ImageDigest("sha256:" + $0.1)
            }
        }
        if !inTags.contains(nil) { named += inTags.compactMap(\.self) }
        return named.filter { digest in images.contains { $0.facts.digest == digest } }
    }

    private func meets(_ rule: LifecycleDocument.Rule, _ image: Image) -> Bool {
        let tags = image.tags.map(\.description)
        switch rule.selection.tagStatus {
        case "untagged": return tags.isEmpty || deviation == .untaggedSeesAll
        case "any": return deviation != .anySeesTagged || !tags.isEmpty
        default: break
        }
        let entries: [(String) -> Bool] =
            (rule.selection.tagPatternList ?? []).map { pattern in { matches(pattern, $0) } }
            + (rule.selection.tagPrefixList ?? []).map { prefix in
                { deviation == .prefixesMatchWhole ? $0 == prefix : $0.hasPrefix(prefix) }
            }
        // "An image is successfully matched if all of the tags in the list are matched against any of the image's tags."
        return deviation == .matchesAnyEntry
            ? entries.contains { tags.contains(where: $0) } : entries.allSatisfy { tags.contains(where: $0) }
    }

    /// Whether a pattern matches a tag; an asterisk stands for zero or more characters.
    private func matches(_ pattern: String, _ tag: String) -> Bool {
        let ignoresCase = deviation == .matchesAnyCase
        let pattern = ignoresCase ? pattern.lowercased() : pattern
        let tag = ignoresCase ? tag.lowercased() : tag
        guard let first = pattern.first else { return tag.isEmpty || deviation == .matchesBeginnings }
        let rest = String(pattern.dropFirst())
        if first == "*" {
            return (0...tag.count).contains { matches(rest, String(tag.dropFirst($0))) }
        }
        return tag.first == first && matches(rest, String(tag.dropFirst()))
    }

    // MARK: What a rule affects

    private func affected(by rule: LifecycleDocument.Rule) -> Set<ImageDigest> {
        var digests = identified(by: rule)
        if deviation == .countsLeftovers {
            for higher in rules.prefix(while: { $0 != rule }) { digests.subtract(identified(by: higher)) }
        }
        let found = images.map(\.facts).filter { digests.contains($0.digest) }
        let limit = rule.selection.countNumber
        switch rule.selection.countType {
        case "imageCountMoreThan": return beyondCount(limit, of: found)
        case "sinceImagePushed": return older(than: limit, found, since: pushTime)
        case "sinceImagePulled": return older(than: limit, found, since: pullTime)
        default:
            return older(than: limit, found) {
                deviation == .transitionsCountFromPush ? $0.pushedAt : $0.lastArchivedAt
            }
        }
    }

    /// The images beyond a count, "sorted from youngest to oldest based on pushed_at_time".
    private func beyondCount(_ count: Int, of found: [Image]) -> Set<ImageDigest> {
        let sorted = found.sorted { one, other in
            let (first, second) = (pushTime(one) ?? now, pushTime(other) ?? now)
            // ECR does not say which of two images is the younger if they were pushed at once.
            guard first != second else { return one.digest < other.digest }
            return deviation == .keepsOldest ? first < second : first > second
        }
        let kept = count + (deviation == .keepsOneMore ? 1 : deviation == .keepsOneFewer ? -1 : 0)
        return Set(sorted.dropFirst(kept).map(\.digest))
    }

    private func older(than days: Int, _ found: [Image], since time: (Image) -> Date?) -> Set<ImageDigest> {
        let days = days + (deviation == .agesADayLater ? 1 : deviation == .agesADayEarlier ? -1 : 0)
        return Set(
            found.filter { image in
                time(image).map { now.timeIntervalSince($0) > Double(days) * 86_400 } ?? false
            }.map(\.digest))
    }

    /// The push, or `last_activated_at` "if an image was archived and then restored at any point in the past".
    private func pushTime(_ image: Image) -> Date? {
        deviation == .pushesIgnoreRestores ? image.pushedAt : image.lastActivatedAt ?? image.pushedAt
    }

    /// The last pull, with what counts for an image that was not pulled, or not since its restoration.
    private func pullTime(_ image: Image) -> Date? {
        guard deviation != .pullsIgnored else { return image.pushedAt }
        let restored = deviation == .pullsIgnoreRestores ? nil : image.lastActivatedAt
        guard let pulled = image.lastPulledAt else {
            return deviation == .neverPulledStays ? nil : restored ?? image.pushedAt
        }
        return max(pulled, restored ?? pulled)
    }

    // MARK: Images that belong together

    /// Leaves out what an index holds.
    ///
    /// "If an image is referenced by a manifest list, it cannot be expired or archived without the manifest list being
    /// deleted or archived first."
    private func keepHeldManifests(_ actions: inout [ImageDigest: LifecycleDocument.Rule]) {
        if deviation == .takesHeldManifests {
            for child in indexes.keys where actions[child] == nil { actions[child] = rules.first }
            return
        }
        for _ in images.indices {
            let before = actions
            for (child, holders) in indexes where parts == .counted || holders.contains(where: { before[$0] == nil }) {
                actions[child] = nil
            }
            if before == actions { return }
        }
    }

    /// Lists what belongs to an image with that image, unless another one keeps it.
    private func addParts(to actions: inout [ImageDigest: LifecycleDocument.Rule]) {
        for _ in images.indices {
            let before = actions
            // Nothing is done to an image that is being restored, and an archived one is not archived again.
            for image in images.map(\.facts)
            where !isOwn(image) && image.status != .activating && before[image.digest] == nil {
                let wholes = (indexes[image.digest] ?? []) + subjects(of: image)
                let rules = wholes.map { before[$0] }
                // Of two fates the milder one counts, as an image in the archive can still be restored.
                guard !rules.contains(nil),
                    let rule = rules.compactMap(\.self).max(by: { one, _ in one.action.type == "expire" }),
                    rule.action.type == "expire" || image.status == .active
                else { continue }
                actions[image.digest] = rule
            }
            if before == actions { return }
        }
    }

    private func row(of image: StoredImage, by rule: LifecycleDocument.Rule) -> StoredPreview.Row {
        let archives = rule.action.type == "transition" && deviation != .expiresInsteadOfArchiving
        return StoredPreview.Row(
            imageTags: image.facts.tags.isEmpty ? nil : image.facts.tags.map(\.description),
            imageDigest: image.facts.digest.description, imagePushedAt: image.facts.pushedAt,
            action: StoredPreview.Row.Action(
                type: archives ? "TRANSITION" : "EXPIRE", targetStorageClass: archives ? "ARCHIVE" : nil),
            appliedRulePriority: rule.rulePriority + (deviation == .namesAnotherRule ? 1 : 0),
            storageClass: image.facts.status == .archived ? "ARCHIVE" : "STANDARD")
    }
}
