import Foundation
import ImageModel

@testable import Retention

extension ReferenceFamilies {
    /// Whether a rule is about an image: then no lower rule may act on it, and this one counts it.
    func isIdentified(_ image: Image, by rule: Rule) -> Bool {
        switch rule.storageClass {
        case .standard: if image.status != .active { return false }
        case .archive: if image.status != .archived { return false }
        }
        if image.hasUnknownSubject || isReferrer(image) || isUntaggedChild(image) || isPossiblyHeld(image) {
            return false
        }
        if case .imageCountMoreThan = rule.count, isOrphan(image) { return false }
        let tags = image.tags
        for pattern in rule.excludedTags where tags.contains(where: { plainlyMatches(pattern.text, $0.description) }) {
            return false
        }
        if !isInGroup(image, by: rule) { return false }
        switch rule.tagStatus {
        case .any: return true
        case .untagged: return tags.isEmpty
        case .tagged(let list): return isMet(list, by: tags)
        }
    }

    /// Whether some tags together meet a list.
    func isMet(_ list: TagList, by tags: [ImageTag]) -> Bool {
        let met = list.entries.map { entry in tags.contains { isMet(entry, by: $0) } }
        return list.match == .all ? !met.contains(false) : met.contains(true)
    }

    func isMet(_ entry: TagList.Entry, by tag: ImageTag) -> Bool {
        switch entry {
        case .prefix(let prefix): tag.description.utf8.prefix(prefix.utf8.count).elementsEqual(prefix.utf8)
        case .pattern(let pattern): plainlyMatches(pattern.text, tag.description)
        }
    }
}

extension ReferenceEvaluator {
    /// The one rule that may act on an image: the first of those that are about it.
    func claim(on image: Image) -> Rule? {
        section.rules.sorted { $0.priority < $1.priority }.first { rule in
            identified[rule.priority, default: []].contains(image)
        }
    }

    /// Whether a rule acts on an image that is its own.
    ///
    /// Nothing is newer than an image of an unknown push time: no count acts on it.
    func acts(_ rule: Rule, on image: Image) -> Bool {
        let newer = identified[rule.priority, default: []].filter { isNewer($0, than: image) }
        let isRanked = rule.groupBy != nil || rule.sortBy != nil
        let rank = isRanked ? rank(of: image, by: rule) : nil
        let isTooMany: Bool
        switch rule.count {
        case .imageCountMoreThan(let count): isTooMany = rank ?? newer.count >= count
        case .sinceImagePushed(let limit): isTooMany = isOver(limit, since: pushTime(of: image))
        case .sinceImagePulled(let days): isTooMany = isOver(days, since: pullTime(of: image))
        case .sinceImageTransitioned(let limit): isTooMany = isOver(limit, since: image.lastArchivedAt)
        }
        var isSpared = false
        if let count = rule.keepNewest {
            isSpared = rank ?? newer.filter { !families.isOrphan($0) }.count < count
        }
        if let days = rule.notPulledForDays, !isOver(days, since: pullTime(of: image)) { isSpared = true }
        if rule.allTagsMatch, case .tagged(let list) = rule.tagStatus {
            for tag in image.tags where !families.isMet(list, by: [tag]) { isSpared = true }
        }
        return isTooMany && !isSpared
    }
}
