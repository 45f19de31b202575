import Cleanup
import Essentials
import Formats

extension Configuration {
    private static let unapproved =
        "REQUIRE_APPROVAL is set and the event names no approved plan, so this was a dry run"

    /// The warning that a run was a dry one, with the commands that approve its plan.
    func approvalNotice(for summary: Summary) -> String {
        guard let reports, let written = summary.reports, let plan = written.plans.first, summary.planScope == .all,
            written.plans.contains(where: { $0.imageCount > 0 })
        else { return Self.unapproved }
        guard written.plans.count == 1 else {
            return "\(Self.unapproved). To approve its plans: "
                + reports.approval(ofFolder: written.prefix, by: "invoke the function with")
        }
        let id = written.prefix.split(separator: "/").last.map(String.init) ?? "run"
        let approved = "\(reports.approvedFolder)\(id).json"
        return "\(Self.unapproved). To approve its plan: aws s3 cp \(written.address(of: plan.name).shellWord) "
            + "\(approved.shellWord) and then invoke the function with \(ReportSettings.event(naming: approved))"
    }

    /// The warning that a fan-out was a dry one, with the commands that approve the plans of all its batches.
    ///
    /// It is `nil` if something else made it a dry one, too.
    func approvalNotice(for summary: Summary, of fanOut: FanOutContext, _ event: Event) -> String? {
        guard isOnlyUnapproved(event, options: RunOptions()) else { return nil }
        guard let reports, event.overrides.repositories == nil, event.pushed == nil, summary.totals.selected > 0 else {
            return Self.unapproved
        }
        let folder = RunFolder(startedAt: fanOut.startedAt, id: fanOut.execution, scope: .all, fanOut: fanOut)
        return "\(Self.unapproved). To approve its plans: "
            + reports.approval(ofFolder: reports.address(of: folder.name), by: "start the state machine with")
    }

    /// The warning that a plan is carried out so early that its indexes stay; `nil` if it is not.
    func earlyPlanNotice(for request: CleanupRequest, now: Date) -> String? {
        guard request.planOrigin != nil, let ready = request.plan?.isReadyFrom, ready > now, !request.isDryRun else {
            return nil
        }
        return
            "the plan was made minutes ago and read manifests, which ECR takes for pulls: images that were pulled so "
            + "lately stay. Invoke the function with it again after \(ready.iso8601)"
    }
}

extension ReportSettings {
    /// The commands that approve all plans in a run's folder.
    ///
    /// - Parameter step: what to do then, before the event.
    fileprivate func approval(ofFolder folder: String, by step: String) -> String {
        let id = folder.split(separator: "/").last.map(String.init) ?? "run"
        let approved = "\(approvedFolder)\(id)/"
        return "aws s3 cp \(folder.shellWord) \(approved.shellWord) --recursive --exclude '*' --include '*plan*.json' "
            + "and then \(step) \(Self.event(naming: approved))"
    }

    fileprivate static func event(naming plan: String) -> String {
        var event = JSONWriter()
        event.object { $0.member("plan", plan) }
        return String(decoding: event.bytes, as: UTF8.self)
    }
}
