import ImageModel

/// The images in use, in words and columns, for a terminal.
public struct UsageText: Sendable {
    private let overview: UsageOverview
    private let style: PlanText.Style

    /// The most users that are named for one image.
    private static let maximumUsers = 3

    /// Creates the text of an overview.
    public init(_ overview: UsageOverview, style: PlanText.Style = PlanText.Style()) {
        (self.overview, self.style) = (overview, style)
    }

    /// The lines: the sources, then each image with its users.
    public var lines: [TextLine] {
        guard !overview.sources.isEmpty else { return ["The policy asks no source for images in use."] }
        return sources + reading + missing + images
            + digests("Running under another registry's name, and kept in every repository:", isRunning: true)
            + digests("Named by digest or by a hash, and kept in every repository:", isRunning: false) + tags
    }

    /// How long the reading took.
    private var reading: [TextLine] {
        let seconds = max(0.1, (overview.seconds * 10).rounded() / 10)
        return ["", TextLine("Read in \(seconds) s.")]
    }

    /// The images in use that are gone, which come first since they need attention.
    private var missing: [TextLine] {
        guard !overview.missing.isEmpty else { return [] }
        return ["", TextLine("In use but gone: a workload that starts anew can't pull these", isHeading: true)]
            + overview.missing.flatMap { image in
                [TextLine("  \(image.image)")] + TextLine.wrapped(image.usedBy, to: style.width, indent: 6)
            }
    }

    private var sources: [TextLine] {
        var table = TextTable(columns: [
            TextTable.Column(heading: "SOURCE", isRight: false), TextTable.Column(heading: "IMAGES"),
            TextTable.Column(heading: "RUNNING"), TextTable.Column(heading: "STATUS", isRight: false),
            TextTable.Column(heading: "FOR", isRight: false),
        ])
        table.rows = overview.sources.map { source in
            let images = Dictionary(grouping: source.uses, by: \.image)
            let running = images.values.count { $0.contains(where: \.isRunning) }
            let alone = source.digestsAlone.count
            let runningAlone = source.runsItsDigests ? alone : 0
            let counts = [images.count + alone, running + runningAlone].map {
                source.failure == nil ? Amounts.count($0) : "?"
            }
            return [source.name.rawValue] + counts + [source.failure == nil ? "ok" : "failed", source.target]
        }
        let lines = table.lines(width: style.width)
        return lines.prefix(1).map { TextLine($0, isHeading: true) } + lines.dropFirst().map { TextLine($0) }
    }

    /// The images, those that run first; each is listed once, whatever sources name it.
    private var images: [TextLine] {
        let uses = Dictionary(grouping: overview.sources.flatMap(\.uses), by: \.image)
        let order = uses.keys.sorted { one, other in
            let (first, second) = (isRunning(uses[one]), isRunning(uses[other]))
            return first == second ? one < other : first
        }
        let shown = order.prefix(style.maximumRows ?? order.count)
        let running = shown.prefix { isRunning(uses[$0]) }
        let hidden = order.count - shown.count
        return block("Running:", running, uses)
            + block("Not running, but a definition or a list names them:", shown.dropFirst(running.count), uses)
            + (hidden > 0 ? ["", TextLine("… and \(Amounts.images(hidden)) more; --all shows them")] : [])
    }

    /// The digests that are kept whatever the image's name is.
    ///
    /// - Parameter isRunning: whether those that run are listed, or those that a template or a list names.
    private func digests(_ heading: String, isRunning: Bool) -> [TextLine] {
        let sources = overview.sources.filter { $0.runsItsDigests == isRunning }
        let users = sources.reduce(into: [ImageDigest: String]()) { $0.merge($1.digestsAlone, uniquingKeysWith: min) }
        guard !users.isEmpty else { return [] }
        let shown = users.sorted { "\($0.key)" < "\($1.key)" }.prefix(style.maximumRows ?? users.count)
        let hidden = users.count - shown.count
        return ["", TextLine(heading, isHeading: true)]
            + shown.flatMap { [TextLine("  \($0.key)")] + TextLine.wrapped($0.value, to: style.width, indent: 6) }
            + (hidden > 0 ? ["", TextLine("… and \(Amounts.images(hidden)) more; --all shows them")] : [])
    }

    /// The number of tags that are kept in every repository.
    ///
    /// The tags themselves may be any values of parameters, such as secrets.
    private var tags: [TextLine] {
        let sources = overview.sources.filter { !$0.tags.isEmpty }
        guard !sources.isEmpty else { return [] }
        let names = Set(sources.map(\.name.rawValue)).sorted().joined(separator: ", ")
        let count = Set(sources.flatMap(\.tags.keys)).count
        return [
            "",
            TextLine("Tags that count in every repository: \(Amounts.count(count)), by \(names)."),
            "Ask who names an image with --image URI.",
        ]
    }

    private func block(_ heading: String, _ images: ArraySlice<String>, _ uses: [String: [ImageUse]]) -> [TextLine] {
        guard !images.isEmpty else { return [] }
        return ["", TextLine(heading, isHeading: true)]
            + images.flatMap { name -> [TextLine] in
                let users = Set((uses[name] ?? []).map(\.user)).sorted()
                let rest = users.count - Self.maximumUsers
                return [TextLine("  \(name)")]
                    + users.prefix(Self.maximumUsers).flatMap { TextLine.wrapped($0, to: style.width, indent: 6) }
                    + (rest > 0 ? [TextLine("      and \(Amounts.count(rest)) more")] : [])
            }
    }

    private func isRunning(_ uses: [ImageUse]?) -> Bool { uses?.contains(where: \.isRunning) ?? false }
}
