import Cleanup
import Essentials
import Formats

extension Configuration {
    /// The warning that a run was a dry one, with the commands that approve its plan.
    func approvalNotice(for summary: Summary) -> String {
        let notice = "REQUIRE_APPROVAL is set and the event names no approved plan, so this was a dry run"
        guard let reports, let written = summary.reports, let plan = written.plans.first, summary.planScope == .all,
            written.plans.contains(where: { $0.imageCount > 0 })
        else { return notice }
        let isWhole = written.plans.count == 1
        let id = written.prefix.split(separator: "/").last.map(String.init) ?? "run"
        let (from, to) =
            isWhole
            ? (written.address(of: plan.name), "\(reports.approvedFolder)\(id).json")
            : (written.prefix, "\(reports.approvedFolder)\(id)/")
        let options = isWhole ? "" : " --recursive --exclude '*' --include '*plan*.json'"
        var event = JSONWriter()
        event.object { $0.member("plan", to) }
        return "\(notice). To approve its plan: aws s3 cp \(from.shellWord) \(to.shellWord)\(options) "
            + "and then invoke the function with \(String(decoding: event.bytes, as: UTF8.self))"
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
