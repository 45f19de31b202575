import Foundation
import ImageModel

@testable import Retention

/// The name of a group in a tag: of all that `{}` may stand for, the longest; `nil` if the pattern does not match.
func plainGroup(of tag: ImageTag, by pattern: String) -> String? {
    let sides = pattern.components(separatedBy: "{}")
    let text = Array(tag.description)
    let starts = (0...text.count).filter { plainlyMatches(sides[0], String(text[..<$0])) }
    let ends = (0...text.count).filter { plainlyMatches(sides[1], String(text[$0...])) }
    var longest: [Character] = []
    for start in starts {
        for end in ends where end - start > longest.count { longest = Array(text[start..<end]) }
    }
    return longest.isEmpty ? nil : String(longest)
}

/// A version, read with the expression that semver.org suggests.
struct ReferenceVersion {
    let core: [String]
    let prerelease: [String]

    init?(_ tag: ImageTag) {
        let expression =
            #/v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?/#
        guard tag.description.count(where: { $0 == "." }) >= 2 else { return nil }
        guard let match = tag.description.wholeMatch(of: expression) else { return nil }
        core = [match.1, match.2, match.3].map(String.init)
        prerelease = (match.4 ?? "").split(separator: ".").map(String.init)
    }

    /// Whether a version has precedence over another (semver.org, 11).
    func isHigher(than other: ReferenceVersion) -> Bool {
        for (one, two) in zip(core, other.core) where one != two { return Self.isLarger(one, than: two) }
        if prerelease.isEmpty || other.prerelease.isEmpty { return prerelease.isEmpty && !other.prerelease.isEmpty }
        for (one, two) in zip(prerelease, other.prerelease) where one != two {
            switch (one.allSatisfy(\.isNumber), two.allSatisfy(\.isNumber)) {
            case (true, true): return Self.isLarger(one, than: two)
            case (true, false): return false
            case (false, true): return true
            case (false, false): return Array(two.utf8).lexicographicallyPrecedes(Array(one.utf8))
            }
        }
        return prerelease.count > other.prerelease.count
    }

    /// Whether a whole number is larger than another; both may have any number of digits.
    private static func isLarger(_ one: String, than two: String) -> Bool {
        let length = max(one.count, two.count)
        func padded(_ digits: String) -> String { String(repeating: "0", count: length - digits.count) + digits }
        return padded(one) > padded(two)
    }
}

extension ReferenceFamilies {
    /// The tags that meet some entry of a rule's list.
    func matching(_ rule: Rule, _ image: Image) -> [ImageTag] {
        guard case .tagged(let list) = rule.tagStatus else { return image.tags }
        return image.tags.filter { tag in list.entries.contains { isMet($0, by: tag) } }
    }

    /// The groups of some tags; one without a name in a rule without groups.
    func groups(of tags: [ImageTag], by rule: Rule) -> Set<String> {
        guard let pattern = rule.groupBy?.text else { return [""] }
        return Set(tags.compactMap { plainGroup(of: $0, by: pattern) })
    }

    /// Whether an image has a group and a version, where the rule asks for them.
    func isInGroup(_ image: Image, by rule: Rule) -> Bool {
        if rule.sortBy == .semver, matching(rule, image).allSatisfy({ ReferenceVersion($0) == nil }) { return false }
        return !groups(of: image.tags, by: rule).isEmpty
    }

    /// The versions by which an image counts in a group: those of the group's tags, or else all that match.
    func versions(of image: Image, in group: String, by rule: Rule) -> [ReferenceVersion] {
        let tags = matching(rule, image)
        let own = tags.filter { groups(of: [$0], by: rule).contains(group) }.compactMap(ReferenceVersion.init)
        return own.isEmpty ? tags.compactMap(ReferenceVersion.init) : own
    }
}

extension ReferenceEvaluator {
    /// The number of newer images by which a rule with groups or versions judges an image.
    ///
    /// It is that of the group where there are the fewest, so that each group would take the image.
    func rank(of image: Image, by rule: Rule) -> Int {
        if pushTime(of: image) == nil { return 0 }
        let groups = families.groups(of: image.tags, by: rule)
        let own = families.matching(rule, image).compactMap(ReferenceVersion.init)
        let others = identified[rule.priority, default: []].filter { pushTime(of: $0) != nil && !families.isOrphan($0) }
        let counts = groups.map { group in
            others.count { other in
                guard families.groups(of: families.matching(rule, other), by: rule).contains(group) else {
                    return false
                }
                guard rule.sortBy == .semver else { return isNewer(other, than: image) }
                return families.versions(of: other, in: group, by: rule).contains { own.allSatisfy($0.isHigher) }
            }
        }
        return counts.min() ?? 0
    }
}
