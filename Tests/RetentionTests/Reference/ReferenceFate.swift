import ImageModel

@testable import Retention

/// What becomes of an image, the mildest first.
enum ReferenceFate: Int, Comparable {
    case kept, archived, deleted

    init(_ action: Rule.Action) {
        self =
            switch action {
            case .transition: .archived
            case .expire: .deleted
            }
    }

    static func < (one: ReferenceFate, other: ReferenceFate) -> Bool { one.rawValue < other.rawValue }
}

extension ReferenceEvaluator {
    /// What becomes of each image, vetoes aside: the mildest of its own fate and those of what it belongs to.
    func fates() -> [ImageDigest: ReferenceFate] {
        var fates: [ImageDigest: ReferenceFate] = [:]
        for image in images { fates[image.digest] = firstFate(of: image) }
        // FamilyResolution only ever grow milder, so this ends.
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for image in images {
                let around = [image] + families.parents(of: image)
                let mildest = settled(around.compactMap { fates[$0.digest] }.min() ?? .kept, for: image)
                if fates[image.digest] != mildest {
                    fates[image.digest] = mildest
                    hasChanged = true
                }
            }
        }
        return fates
    }

    /// What the image by itself is subject to, before anything is said of its parents.
    private func firstFate(of image: Image) -> ReferenceFate {
        if image.status != .active && image.status != .archived { return .kept }
        if image.hasUnknownSubject || families.isPossiblyHeld(image) { return .kept }
        if isPushUnderWay(image) { return .kept }
        if families.isCircular(image) { return .kept }
        return ownFate(of: image)?.fate ?? .deleted
    }

    /// An archived image can't be archived: it stays.
    private func settled(_ fate: ReferenceFate, for image: Image) -> ReferenceFate {
        image.status == .archived && fate == .archived ? .kept : fate
    }

    /// What the rules say of the image itself, and which of them; `nil` for one that only goes with another.
    func ownFate(of image: Image) -> (fate: ReferenceFate, rule: Int?)? {
        if families.isReferrer(image) || families.isUntaggedChild(image) { return nil }
        if let rule = claim(on: image), acts(rule, on: image) { return (ReferenceFate(rule.action), rule.priority) }
        if let days = section.orphanedReferrersOlderThanDays, families.isOrphan(image), image.status == .active,
            isOver(days, since: pushTime(of: image))
        {
            return (.deleted, nil)
        }
        return (.kept, nil)
    }
}
