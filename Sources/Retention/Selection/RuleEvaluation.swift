import Essentials
import ImageModel

/// The rules' decisions about each image, without relations and vetoes.
struct RuleEvaluation: Sendable {
    private let graph: ImageGraph
    private let pullTimes: PullTimes
    private let now: Date

    /// A decision for each image; `noRule` unless the image is independent.
    private(set) var decisions: [Decision]
    /// The images that each rule keeps as the newest.
    let newestKept: [NewestKept]

    /// Applies rules.
    ///
    /// - Parameters:
    ///   - section: the rules, and the treatment of orphaned referrers.
    ///   - pullTimes: the last pull of each image.
    init(of graph: ImageGraph, by section: Policy.Section, pullTimes: PullTimes, at now: Date) {
        self.graph = graph
        self.pullTimes = pullTimes
        self.now = now
        decisions = Array(repeating: Decision(.keep, reason: .noRule), count: graph.images.count)

        let seesPushes = !graph.withoutDifferences.contains(.pushUnderWay)
        func isUnderWay(_ position: Int) -> Bool { seesPushes && graph.images[position].mayBelongToPush(at: now) }
        let rules = section.rules.sorted { $0.priority < $1.priority }
        let claims = RuleClaims(of: rules, on: graph, leavingOut: isUnderWay)
        newestKept = zip(rules, claims.newestKept).filter { !$1.isEmpty }.map {
            NewestKept(keeper: .rule($0), positions: $1)
        }
        for position in graph.images.indices where graph.isIndependent(position) {
            guard !isUnderWay(position) else {
                decisions[position] = Decision(.keep, reason: .pushUnderWay)
                continue
            }
            if let (rule, newer, group) = claims[position] {
                let decision = decision(about: position, by: rules[rule], newer: newer)
                decisions[position] = group.map { decision.ranked(in: $0, by: rules[rule]) } ?? decision
            }
            settle(position)
            guard graph.isOrphan(position) else { continue }
            if section.leavesOrphanedReferrers { leaveOrphan(position) }
            if let days = section.orphanedReferrersOlderThanDays, !decisions[position].isSelected {
                expireOrphan(position, days: days)
            }
        }
    }

    /// The decision of a rule about an image.
    ///
    /// - Parameter newer: the number of newer images that the rule counts.
    private func decision(about position: Int, by rule: Rule, newer: Int) -> Decision {
        func keep(_ reason: Reason) -> Decision { Decision(.keep, rule: rule.priority, reason: reason) }

        var cause: Reason
        switch rule.count {
        case .imageCountMoreThan(let count):
            guard graph.images[position].effectivePushTime != nil else { return keep(.unknownAge(since: .push)) }
            guard newer >= count else { return keep(.amongNewest(count: count, newer: newer)) }
            cause = .beyondNewest(count: count, newer: newer)
        case .sinceImagePushed(let limit):
            cause = reason(graph.images[position].effectivePushTime, limit, since: .push)
        case .sinceImagePulled(let days):
            let pull = pullTimes[position].time
            cause = reason(pull?.date, .days(days), since: pull?.basis ?? .pull)
        case .sinceImageTransitioned(let limit):
            cause = reason(graph.images[position].lastArchivedAt, limit, since: .transition)
        }
        switch cause {
        case .withinAge, .unknownAge: return keep(cause)
        default: break
        }
        if rule.allTagsMatch, case .tagged(let list) = rule.tagStatus,
            let tag = list.stranger(among: graph.images[position].tags)
        {
            return keep(.sparedByTag(tag))
        }
        if let count = rule.keepNewest {
            // An image of unknown age may be the newest of all.
            guard graph.images[position].effectivePushTime != nil else { return keep(.unknownAge(since: .push)) }
            guard newer >= count else { return keep(.sparedAsNewest(count: count, newer: newer)) }
        }
        if let days = rule.notPulledForDays {
            guard let pull = pullTimes[position].time else { return keep(.unknownAge(since: .pull)) }
            let age = Age(since: pull.date, at: now)
            guard age.isOver(days: days) else {
                return keep(.sparedAsPulled(days: days, age: age.days, since: pull.basis))
            }
        }
        return Decision(rule.action == .expire ? .expire : .transition, rule: rule.priority, reason: cause)
    }

    private func reason(_ time: Date?, _ limit: AgeLimit, since basis: Reason.AgeBasis) -> Reason {
        guard let time else { return .unknownAge(since: basis) }
        let age = Age(since: time, at: now)
        return age.isOver(limit)
            ? .olderThan(limit, age: age.amount(in: limit.unit), since: basis)
            : .withinAge(limit, age: age.amount(in: limit.unit), since: basis)
    }

    /// Keeps an image whose status allows no action.
    private mutating func settle(_ position: Int) {
        let status = graph.images[position].status
        if status != .active, status != .archived {
            decisions[position] = Decision(.keep, reason: .unsettled(status))
        } else if status == .archived, decisions[position].verdict == .transition {
            decisions[position] = Decision(.keep, rule: decisions[position].rule, reason: .alreadyArchived)
        }
    }

    /// Keeps a referrer whose subject is missing.
    private mutating func leaveOrphan(_ position: Int) {
        let status = graph.images[position].status
        guard status == .active || status == .archived, graph.isOrphan(position),
            let subject = graph.missingSubjects[position]?.first
        else { return }
        decisions[position] = Decision(.keep, reason: .orphanLeft(subject: subject))
    }

    /// Expires a referrer whose subject is gone, by its age alone.
    private mutating func expireOrphan(_ position: Int, days: Int) {
        let image = graph.images[position]
        guard image.status == .active, graph.isOrphan(position), let pushedAt = image.effectivePushTime,
            let subject = graph.missingSubjects[position]?.first
        else { return }
        let age = Age(since: pushedAt, at: now)
        guard age.isOver(days: days) else { return }
        decisions[position] = Decision(.expire, reason: .orphaned(subject: subject, days: days, age: age.days))
    }
}
