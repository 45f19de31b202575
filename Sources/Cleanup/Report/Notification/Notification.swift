import Formats
import ImageModel

/// A message in words about a run, for people who were not there.
public struct Notification: Sendable {
    /// A page with more about a run.
    public struct Link: Sendable, Hashable {
        /// The page's name, such as `Log`.
        public var name: String
        /// The page's address.
        public var address: String

        /// Creates a link.
        public init(_ name: String, to address: String) { (self.name, self.address) = (name, address) }
    }

    /// The maximum number of characters of a subject: SNS takes fewer than 100.
    static let longestSubject = 99
    /// The maximum number of bytes of the text, well below SNS's 256 KB.
    static let longestText = 12_000
    /// The maximum number of repositories, problems or warnings in each list.
    private static let mostEntries = 5
    /// The maximum number of characters of an entry.
    private static let longestEntry = 600

    private let summary: Summary
    /// The links at the message's end.
    let links: [Link]

    /// Creates the message about a run.
    public init(_ summary: Summary, links: [Link] = []) {
        (self.summary, self.links) = (summary, links)
    }

    /// The result and the registry, in plain letters on one line.
    public var subject: String {
        let text = "ecr-cleanup: \(result)\(registry.map { " in \($0)" } ?? "")"
        // SNS takes ASCII alone here.
        let plain = String(text.map { $0.isASCII && !$0.isNewline ? $0 : "?" })
        return plain.count > Self.longestSubject ? plain.prefix(Self.longestSubject - 3) + "..." : plain
    }

    /// The whole message.
    public var text: String {
        let blocks = [headline, numbers] + sections.map { [$0.title + ":"] + $0.entries.map { "- \($0)" } } + [pages]
        let text = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
        guard text.utf8.count > Self.longestText else { return text + "\n" }
        return String(decoding: text.utf8.prefix(Self.longestText), as: UTF8.self) + "…\n"
    }

    /// A part of the message with a title.
    struct Section {
        let title: String
        let entries: [String]
        /// The maximum number of characters of an entry.
        var longestEntry = Notification.longestEntry
    }

    /// The lists of the message, without those that are empty.
    var sections: [Section] {
        [
            Section(title: "To look at", entries: problems), Section(title: "In use, but gone", entries: missing),
            Section(title: summary.isDryRun ? "Would go" : "Went", entries: repositories),
            Section(title: announcedTitle, entries: announced),
            // A warning may have the commands that approve a plan, with three addresses.
            Section(title: "Warnings", entries: summary.warnings, longestEntry: 2_000),
        ].filter { !$0.entries.isEmpty }.map { section in
            let shown = section.entries.prefix(Self.mostEntries).map { $0.excerpt(section.longestEntry) }
            let more = section.entries.count - shown.count
            return Section(title: section.title, entries: shown + (more > 0 ? ["and \(Amounts.count(more)) more"] : []))
        }
    }

    // MARK: The parts

    /// The result in a few words.
    private var result: String {
        let problems = summary.repositories.count { $0.status != .succeeded } + summary.registryStatuses.count
        if summary.status == .failed { return "the run failed" }
        let totals = summary.totals
        let images = totals.sentence(about: Amounts.images(totals.goes), isDryRun: summary.isDryRun)
        guard problems > 0 || summary.unannouncedCount == 0 else {
            let verb = summary.planScope.announces ? "announced" : "not announced"
            return "\(images), \(Amounts.count(summary.unannouncedCount)) \(verb)"
        }
        guard problems > 0 else { return images }
        return "\(images), \(Amounts.count(problems)) not done"
    }

    /// The registry; `nil` if there are none or several.
    private var registry: String? {
        let registries = Set(summary.repositories.map { "\($0.registryID) (\($0.region))" })
        return registries.count == 1 ? registries.first : nil
    }

    private var headline: [String] {
        let kind = summary.isDryRun ? "dry run" : "run"
        let registries = Set(summary.repositories.map { "\($0.registryID) in \($0.region)" }).sorted()
        let place = registries.isEmpty ? "" : " over registry \(registries.listed(upTo: 3))"
        let policy = summary.policyIdentity.map { ", by \($0)" } ?? ""
        return [
            "The \(kind)\(place)\(policy): \(summary.status.rawValue), after \(Int(summary.duration.rounded(.up))) s."
        ]
            + (summary.reason.map { [$0.excerpt(Self.longestEntry)] } ?? [])
    }

    /// Images, storage and cost before and after.
    var numbers: [String] {
        let totals = summary.totals
        guard totals.scanned > 0 else { return [] }
        let (now, after) = (totals.bytesScanned, totals.bytesAfter)
        let cost = [now, after].map { Amounts.dollars(Summary.monthlyCost(ofBytes: $0)) }
        let others = [
            (totals.protected, "protected"), (totals.usageUnknown, "kept, since their use is unknown"),
            (totals.failed, "failed"), (totals.skipped - totals.remaining, "skipped"),
            (totals.remaining, "left because of maxImages"),
        ].filter { $0.0 > 0 }.map { "\(Amounts.count($0.0)) \($0.1)" }
        let share = "\(Amounts.count(totals.goes)) of \(Amounts.count(totals.scanned))"
        let images = [totals.sentence(about: share, isDryRun: summary.isDryRun)] + others
        let bounds = "\(cost[0]) a month before, \(cost[1]) after; upper bounds, since images share layers"
        guard let exact = summary.exactBytes else {
            return [
                "Images:  \(images.joined(separator: ", "))",
                "Storage: \(Amounts.bytes(now)) before, \(Amounts.bytes(after)) after",
                "Cost:    \(bounds)",
            ]
        }
        return [
            "Images:  \(images.joined(separator: ", "))",
            "Storage: \(Amounts.bytes(exact.stored)) before, \(Amounts.bytes(exact.after)) after, "
                + "\(Amounts.bytes(exact.freed)) freed; each layer counted once",
            "Cost:    \(Amounts.monthlyCost(of: exact.stored)) a month before, "
                + "\(Amounts.monthlyCost(of: exact.after)) after",
            "At most: \(Amounts.bytes(now)) before, \(Amounts.bytes(after)) after; \(bounds)",
        ]
    }

    private var problems: [String] {
        summary.problems.map { "\($0.repositories.listed(upTo: 3)): \($0.sentence)" }
            + summary.sources.compactMap { source in
                source.reason.map { "usage can't be read from \(source.name): \($0)" }
            }
    }

    private var missing: [String] { summary.missing.map { "\($0.image), used by \($0.usedBy)" } }

    private var repositories: [String] {
        let name = summary.nameOfRepository
        return summary.repositories(by: \.bytesGoing).filter { $0.counts.goes > 0 }.map { report in
            let archived = report.counts.toArchive
            return "\(name(report)): \(Amounts.images(report.counts.goes))"
                + (archived > 0 ? " (\(Amounts.count(archived)) to the archive)" : "")
                + ", \(Amounts.bytes(report.counts.bytesGoing))"
        }
    }

    private var announcedTitle: String {
        guard summary.planScope.announces else { return "Not announced, so they stay; this run announces nothing" }
        return "Announced\(summary.announcement?.goesFrom.map { ", to go from \($0) on at the latest" } ?? "")"
    }

    private var announced: [String] {
        let name = summary.nameOfRepository
        return summary.repositories.filter { $0.unannouncedCount > 0 }
            .sorted { $0.unannouncedCount > $1.unannouncedCount }
            .map { "\(name($0)): \(Amounts.images($0.unannouncedCount))" }
    }

    private var pages: [String] { links.map { "\($0.name): \($0.address)" } }
}
