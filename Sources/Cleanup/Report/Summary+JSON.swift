import AWSClient
import ECRClient
public import Essentials
import Formats
import ImageModel
import Retention

extension Summary {
    /// Writes the summary as indented JSON with a final line break.
    ///
    /// - Parameter sink: receives the text part by part: a large registry's images take hundreds of megabytes.
    /// - Throws: errors of `sink`, after which nothing more is written.
    public func writeIndentedJSON(_ detail: Detail, to sink: @escaping @Sendable (Data) throws -> Void) throws {
        var json = JSONWriter(isIndented: true) { try sink(Data($0)) }
        write(to: &json, SummaryLayout(showingAllOf: self, detail: detail, showsFamilies: detail == .all))
        try json.finish(with: "\n")
    }

    /// The maximum size of the line that answers Lambda, in bytes.
    ///
    /// Services that pass it on take 256 KiB. Step Functions count what they add to the answer, and may write it with
    /// spaces, which every tenth byte is then.
    public static let longestLine = 200_000

    /// A number of images that never fits into such a line.
    public static let mostImagesInLine = longestLine / SummaryLayout.leastImageSize + 1

    /// The summary as one line of JSON for Lambda.
    ///
    /// It has no line break at its end. If the line would be too long, single images are left out first, then failures.
    /// Next are the repositories with the least to say, and finally warnings. A run that only lists repositories first
    /// leaves out everything but their names. The totals cover everything.
    ///
    /// - Parameters:
    ///   - metrics: the metrics for CloudWatch; `nil` for none.
    ///   - limit: the maximum size of the line, in bytes.
    public func compactJSON(_ detail: Detail, metrics: EmbeddedMetrics? = nil, limit: Int = longestLine) -> Data {
        var json = JSONWriter(isIndented: false)
        write(to: &json, SummaryLayout(fitting: self, detail: detail, metrics: metrics, limit: limit))
        return Data(json.bytes)
    }

    func write(to json: inout JSONWriter, _ layout: SummaryLayout) {
        let totals = self.totals
        json.object { json in
            writeRun(to: &json, layout)
            json.key("totals")
            json.object { json in
                json.member("repositories", repositories.count)
                totals.write(to: &json)
                json.key("estimatedMonthlyCostUSD")
                json.value(Self.monthlyCost(ofBytes: totals.bytesScanned), decimals: 2)
                json.key("estimatedMonthlySavingsUSD")
                json.value(estimatedMonthlySavings, decimals: 2)
                exactBytes?.write(to: &json, withCost: true)
            }
            layout.write(repositories, to: &json)
            json.key("inUse")
            json.object { json in
                json.member("sources", of: sources) { $0.write(to: &$1) }
                layout.write(missing: missing, to: &json)
            }
            layout.write(warnings, to: &json)
            layout.write(advice, omitted: omittedAdvice, to: &json)
            calls.write(to: &json)
            layout.metrics?.write(self, to: &json)
        }
    }

    /// Writes the members about the run as a whole.
    private func writeRun(to json: inout JSONWriter, _ layout: SummaryLayout) {
        json.member("schemaVersion", Self.schemaVersion)
        json.member("version", version)
        json.member("status", status.rawValue)
        json.member("reason", reason?.excerpt)
        json.member("dryRun", isDryRun)
        if action == .listRepositories { json.member("action", CleanupRequest.Action.listRepositories.rawValue) }
        if isAudit { json.member("audit", true) }
        if let maximumImages { json.member("maxImages", maximumImages) }
        json.key("trigger")
        trigger.write(to: &json)
        json.member("requestId", requestID)
        if let policyIdentity {
            json.key("policySource")
            policyIdentity.write(to: &json)
        }
        if layout.showsFamilies, !policies.isEmpty { json.member("policies", of: policies) { $0.write(to: &$1) } }
        if let fanOut {
            json.key("fanOut")
            fanOut.write(to: &json)
        }
        if let plan {
            json.key("plan")
            plan.write(planOrigin, to: &json)
        }
        if let announcement {
            json.key("announcement")
            announcement.write(to: &json)
        }
        if let reports {
            json.key("reports")
            reports.write(to: &json)
        }
        json.member("startedAt", startedAt.iso8601)
        json.key("durationSeconds")
        json.value(duration, decimals: 2)
    }
}

extension CallStatistics.Snapshot {
    /// Writes the members `calls`, `retries` and `throttled`.
    fileprivate func write(to json: inout JSONWriter) {
        json.key("calls")
        json.object { json in
            for (operation, count) in calls.sorted(by: { $0.key < $1.key }) { json.member(operation, count) }
        }
        json.member("retries", retries)
        json.member("throttled", throttled)
    }
}

extension Trigger {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("type", kind.rawValue)
            json.member("id", id?.excerpt)
            json.member("time", time?.excerpt)
        }
    }
}

extension PolicyIdentity {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind.rawValue)
            json.member("name", name?.excerpt)
            if kind == .ssm, let number = version.flatMap({ Int($0) }) {
                json.member("version", number)
            } else {
                json.member("version", version?.excerpt)
            }
            json.member("sha256", sha256)
        }
    }
}

extension PlanComparison {
    fileprivate func write(_ origin: PlanOrigin?, to json: inout JSONWriter) {
        json.object { json in
            json.member("address", origin?.address)
            json.member("checksum", origin?.checksum)
            json.member("named", named)
            json.member("selected", selected)
            json.member("noLongerSelected", noLongerSelected)
            json.member("gone", gone)
            json.member("notInPlan", notInPlan)
        }
    }
}

extension ImageCounts {
    func write(to json: inout JSONWriter) {
        json.member("scanned", scanned)
        json.member("kept", kept)
        json.member("protected", protected)
        json.member("selected", selected)
        json.member("deleted", deleted)
        json.member("archived", archived)
        json.member("failed", failed)
        json.member("skipped", skipped)
        if remaining > 0 { json.member("remaining", remaining) }
        if usageUnknown > 0 {
            json.member("usageUnknown", usageUnknown)
            json.member("bytesUsageUnknown", bytesUsageUnknown)
        }
        json.member("bytesScanned", bytesScanned)
        json.member("bytesSelected", bytesSelected)
        json.member("bytesDeleted", bytesDeleted)
    }
}

extension RepositoryReport {
    /// Writes only the members that identify the repository.
    func writeLocation(to json: inout JSONWriter, isNamedOnly: Bool) {
        json.object { json in
            if !isNamedOnly {
                json.member("registryId", registryID)
                json.member("region", region)
            }
            json.member("name", name.description)
            if !isNamedOnly { json.member("policy", policy) }
        }
    }

    /// Writes the report.
    ///
    /// - Parameters:
    ///   - images: the images to show.
    ///   - omittedImages: the number of images that are left out for lack of room.
    ///   - failureLimit: the number of failures to show.
    ///   - showsFamilies: whether images have their media types and what they belong to.
    func write(
        to json: inout JSONWriter, images: some Sequence<ImageReport>, omittedImages: Int, failureLimit: Int,
        showsFamilies: Bool
    ) {
        json.object { json in
            json.member("registryId", registryID)
            json.member("region", region)
            json.member("name", name.description)
            json.member("status", status.rawValue)
            json.member("reason", reason?.excerpt(bytes: Self.longestReason))
            json.member("policy", policy)
            counts.write(to: &json)
            exactBytes?.write(to: &json)
            if !replicas.isEmpty { json.member("replicatedTo", of: replicas) { $0.write(to: &$1) } }
            json.key("byRule")
            json.object { json in
                for entry in byRule.entries { json.member("\(entry.key)", entry.count) }
            }
            json.key("byProtection")
            json.object { json in
                for entry in byProtection.entries { json.member(entry.key, entry.count) }
            }
            json.member("failures", of: failures.prefix(failureLimit)) { $0.write(to: &$1) }
            if failures.count > failureLimit { json.member("failuresOmitted", failures.count - failureLimit) }
            json.member("images", of: images) { $0.write(to: &$1, showsFamilies: showsFamilies) }
            if omittedImages > 0 { json.member("imagesOmitted", omittedImages) }
        }
    }
}

extension RegistryLocation {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("registryId", registryID)
            json.member("region", region)
        }
    }
}

extension SourceReport {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("status", status.rawValue)
            json.member("images", images)
            json.member("reason", reason?.excerpt(bytes: RepositoryReport.longestReason))
        }
    }
}

extension ImageFailure {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("digest", digest?.description)
            json.member("code", code.description.excerpt)
            json.member("reason", reason.excerpt)
        }
    }
}

extension ImageReport {
    func write(to json: inout JSONWriter, showsFamilies: Bool = false) {
        json.object { json in
            json.member("digest", image.digest.description)
            json.member("tags", of: image.tags) { $1.value($0.description) }
            json.member("pushedAt", image.pushedAt?.iso8601)
            json.member("lastPulledAt", image.lastPulledAt?.iso8601)
            json.member("bytes", image.sizeInBytes)
            json.member("decision", decision.verdict.rawValue)
            json.member("outcome", outcome.rawValue)
            if let rule = decision.rule { json.member("rule", rule) }
            json.member("reason", (note ?? decision.sentence).excerpt)
            guard showsFamilies else { return }
            json.member("mediaType", image.mediaType?.description.excerpt)
            if !heldBy.isEmpty { json.member("heldBy", of: heldBy) { $1.value($0.description) } }
            json.member("subject", image.subjects.first?.description)
        }
    }
}

extension RepositoryReport {
    /// The maximum size of a reason, in bytes.
    ///
    /// AWS's words for a denied call may have over 500 bytes, and the statement of a source over 500 more. The statement
    /// stands at the end, and has to be there in full.
    fileprivate static let longestReason = 4000
}

extension String {
    /// The text, cut if it is longer than anybody reads.
    ///
    /// A text from outside, such as an event's id or a proxy's error page, must not make the summary's line too long.
    var excerpt: String { excerpt(bytes: 1000) }

    /// The text, cut if it has more than a number of bytes.
    fileprivate func excerpt(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        return String(unicodeScalars.prefix(limit / 4)) + "…"
    }
}
