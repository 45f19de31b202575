import Foundation
import ImageModel

@testable import Retention

extension ReferenceEvaluator {
    /// What each veto protects, by the veto's name: what it names, what this climbs to, and what that descends to.
    func protected() -> [String: Set<ImageDigest>] {
        named().mapValues { named in
            let named = named + families.possibleIndexes(of: named)
            let above = named + families.reached(from: named, by: families.holders(of:))
            let below = families.reached(from: above) { families.held(by: $0) + families.referrers(of: $0) }
            return Set((above + below).map(\.digest))
        }
    }

    /// What each veto itself names.
    func named() -> [String: [Image]] {
        var named: [String: [Image]] = [:]
        named["tag"] = images.filter { image in
            image.tags.contains { tag in
                protection.tagPatterns.contains { plainlyMatches($0.text, tag.description) }
            }
        }
        if let count = protection.newest {
            let counted = images.filter { image in
                image.status == .active && pushTime(of: image) != nil && !families.isChild(image)
                    && families.subjectDigests(of: image).isEmpty && !image.hasUnknownSubject
                    && !families.isPossiblyHeld(image)
                    && !isPushUnderWay(image)
            }
            named["newest"] = counted.filter { image in
                counted.filter { isNewer($0, than: image) }.count < count
            }
        }
        if let count = protection.newestPulled {
            let counted = images.filter { image in
                image.status == .active && lastRecordedPull(of: image) != nil && !families.isChild(image)
                    && families.subjectDigests(of: image).isEmpty && !image.hasUnknownSubject
                    && !families.isPossiblyHeld(image) && !isPushUnderWay(image)
            }
            named["newestPulled"] = images.filter { image in
                if let pull = lastPossiblePull(of: image),
                    counted.filter({ lastRecordedPull(of: $0) ?? .distantPast > pull }).count < count
                {
                    return true
                }
                guard let pull = lastPossibleWorkloadPull(of: image) else { return false }
                return counted.filter { lastWorkloadPull(of: $0) ?? .distantPast > pull }.count < count
            }
        }
        if let days = protection.pushedWithinDays {
            named["pushedWithinDays"] = images.filter { isWithin(days, since: pushTime(of: $0)) }
        }
        if let days = protection.pulledWithinDays {
            named["pulledWithinDays"] = images.filter { isWithin(days, since: earliestLastPull(of: $0)) }
        }
        return named
    }
}
