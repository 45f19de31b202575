import Essentials
import Formats
import ImageModel

extension Reason {
    /// The reason as a sentence.
    ///
    /// - Parameter verdict: the verdict for this reason.
    func sentence(for verdict: Decision.Verdict) -> String {
        switch self {
        case .olderThan(let limit, let age, let basis): basis.over(limit, age)
        case .withinAge(let limit, let age, let basis): basis.within(limit, age)
        case .beyondNewest, .amongNewest, .sparedAsNewest: place(in: nil, byVersion: false) ?? ""
        case .ranked(let reason, let group, let byVersion):
            reason.place(in: group, byVersion: byVersion) ?? reason.sentence(for: verdict)
        case .sparedAsPulled(let days, let age, let basis):
            "the rule would take it, but it was \(basis.within(.days(days), age))"
        case .sparedByTag(let tag): "the rule would take it, but its tag \(tag) does not meet the rule's list"
        case .orphaned(let subject, let days, let age):
            "a referrer older than \(Self.days(days)) (\(Self.text(age))) whose subject \(subject) is gone"
        case .orphanLeft(let subject):
            "a referrer whose subject \(subject) is not in the repository: the policy leaves such alone"
        case .unknownSubject:
            "a referrer, or it may be one, and its subject can't be looked up"
        case .noRule: "no rule matches"
        case .pushUnderWay: "it was pushed just now and has no tag: an index that holds it may be on its way"
        case .unknownAge(let basis): "its age is not known: the registry does not say when it was \(basis.event)"
        case .unsettled(let status): "its status is \(status): nothing is done to it"
        case .alreadyArchived: "the rule would archive it, and it is archived already"
        case .goes(let parent, let relation):
            "\(relation.text) \(parent), and \(verdict == .transition ? "is archived" : "goes") with it"
        case .stays(let parent, let relation): "\(relation.text) \(parent), and stays with it"
        case .possiblyHeld(let index): "the index \(index) may hold it, and can't be read since it is not active"
        case .circular: "it belongs to itself by way of others: nothing is done to it"
        case .notInPlan: "not in the plan"
        case .familyNotAsPlanned(let other): "it belongs together with \(other), which is not as planned"
        case .usageUnknown(let reason, let verdict):
            "\(reason.sentence(for: verdict)); kept, since not all is known that may keep it"
        case .protected(let veto, let path): "protected: it \(path.clause(veto.predicate))"
        }
    }

    /// The place among the newest as a sentence; `nil` for a reason of another kind.
    private func place(in group: String?, byVersion: Bool) -> String? {
        func newest(_ count: Int) -> String { byVersion ? "the highest \(count) versions" : "the newest \(count)" }
        func others(_ newer: Int) -> String { "(\(newer) are \(byVersion ? "higher" : "newer"))" }
        let owner = group.map { " of the group \($0)" }
        return switch self {
        case .beyondNewest(let count, let newer):
            "not among \(newest(count))\(owner ?? " that the rule matches") \(others(newer))"
        case .amongNewest(let count, let newer):
            "among \(newest(count))\(owner ?? " that the rule matches") \(others(newer))"
        case .sparedAsNewest(let count, let newer):
            "the rule would take it, but keeps \(newest(count))\(owner ?? "") \(others(newer))"
        default: nil
        }
    }

    fileprivate static func days(_ count: Int) -> String { AgeLimit.days(count).words }

    /// An age with one decimal place, cut and not rounded.
    ///
    /// So 15.04, which is over 15, is shown as 15.0, and 14.99 never as 15.
    fileprivate static func text(_ age: Double) -> String {
        let tenths = Int(min(max(age, 0), 1e9) * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension Reason.AgeBasis {
    /// The words for an image over an age.
    fileprivate func over(_ limit: AgeLimit, _ age: Double) -> String {
        let time = "\(limit.words)\(self == .push ? "" : " ago") (\(Reason.text(age)))"
        return switch self {
        case .push: "older than \(time)"
        case .pull: "last pulled over \(time)"
        case .pullOfReplica: "its replica last pulled over \(time)"
        case .pullOfPossibleManifest: "with the images that it may hold, last pulled over \(time)"
        case .pushInsteadOfPull: "never pulled, and pushed over \(time)"
        case .returnInsteadOfPull: "not pulled since its return from the archive over \(time)"
        case .transition: "archived over \(time)"
        }
    }

    /// The words for an image within an age.
    fileprivate func within(_ limit: AgeLimit, _ age: Double) -> String {
        let time = "\(limit.words) (\(Reason.text(age)))"
        return switch self {
        case .push: "not older than \(time)"
        case .pull: "pulled within \(time)"
        case .pullOfReplica: "pulled as a replica within \(time)"
        case .pullOfPossibleManifest: "pulled, with the images that it may hold, within \(time)"
        case .pushInsteadOfPull: "pushed within \(time), and never pulled"
        case .returnInsteadOfPull: "returned from the archive within \(time)"
        case .transition: "archived within \(time)"
        }
    }

    /// The event whose time the registry does not give.
    fileprivate var event: String { self == .transition ? "archived" : "pushed" }
}

extension Veto.Path {
    /// The path from an image to the veto's, as a clause after "it".
    fileprivate func clause(_ predicate: String) -> String {
        switch self {
        case .named: predicate
        case .holds(let image): "holds \(image), which \(predicate)"
        case .holdsIndirectly(let image): "holds \(image), which stays because of an image that \(predicate)"
        case .mayHold(let image): "can't be read since it is not active, and may hold \(image), which \(predicate)"
        case .belongs(let parent): "belongs to \(parent), which \(predicate)"
        case .belongsIndirectly(let parent):
            "belongs to \(parent), which stays because of an image that \(predicate)"
        }
    }
}

extension Reason.Relation {
    fileprivate var text: String {
        switch self {
        case .manifest: "a manifest of the index"
        case .referrer: "a referrer of"
        }
    }
}

extension Veto {
    /// The veto as a predicate of its image, after "it" or "which".
    package var predicate: String {
        switch self {
        case .inUse(let user): "is in use by \(user)"
        case .runningTag(let tag, let user, _) where tag.hasGaps:
            "may be what \(user) names, with a tag "
                + (tag == "*" ? "that is not known" : "of which only \"\(tag)\" is known")
        case .runningTag(let tag, let user, let time):
            "may be what \(user) runs, which is known only by the tag \(tag) "
                + (time.map { "and started \($0.iso8601)" } ?? "and may have started at any time")
        case .recentPull: "was pulled only minutes ago, and what uses it may not be known yet"
        case .imageURI: "is named by the policy's imageUris"
        case .replica(let difference): difference
        case .repositoryTag(let key, let value): "is in a repository with the resource tag \(key)=\(value)"
        case .tag(let tag, let pattern):
            pattern == tag.description
                ? "has the protected tag \(tag)" : "has the tag \(tag), which \"\(pattern)\" protects"
        case .newest(let count):
            count == 1 ? "is the newest of the repository" : "is among the newest \(count) of the repository"
        case .newestPulled: "is among the last pulled images of the repository"
        case .pushedWithin(let days, let age): "was pushed within \(Reason.days(days)) (\(Reason.text(age)))"
        case .pulledWithin(let days, let age, let basis): "was \(basis.within(.days(days), age))"
        case .notAnnounced(let days, let decision):
            "was not announced as it is now: a plan at least \(Reason.days(days)) old has to name it "
                + "(\(decision.verdict == .transition ? "to archive" : "to delete"): \(decision.sentence))"
        }
    }
}
