import Formats

/// The parts of a summary that are shown if space is short.
struct SummaryLayout: Sendable {
    /// The images that are reported at all.
    let detail: Detail
    /// The amount that is shown of a repository.
    private enum RepositoryForm {
        /// The whole report.
        case report
        /// The registry, name and policy, in a run that only lists.
        case location
        /// The name alone, in a run that only lists.
        case name
    }

    /// Whether images have their media types and what they belong to, and policies their words.
    let showsFamilies: Bool
    /// The metrics for CloudWatch; `nil` for none.
    let metrics: EmbeddedMetrics?
    private var form: RepositoryForm
    /// The number of images shown of each repository; `nil` for all.
    private(set) var imageLimits: [Int]?
    /// The number of failures shown of each repository.
    private(set) var failureLimit = Int.max
    /// The positions of the repositories shown; `nil` for all.
    private(set) var shownRepositories: Set<Int>?
    /// The number of missing images shown.
    private(set) var missingLimit = Int.max
    /// The number of warnings shown.
    private(set) var warningLimit = Int.max

    /// The number of pieces of advice shown.
    private(set) var adviceLimit = Int.max

    /// The minimum size of an image's entry, in bytes.
    ///
    /// It is the size of the digest and the names of the members.
    static let leastImageSize = 150

    /// Creates a layout that shows everything that the detail asks for.
    init(
        showingAllOf summary: Summary, detail: Detail, metrics: EmbeddedMetrics? = nil, showsFamilies: Bool = false
    ) {
        self.detail = detail
        self.showsFamilies = showsFamilies
        self.metrics = metrics
        form = summary.action == .listRepositories ? .location : .report
    }

    /// Creates the layout that shows as much as fits.
    ///
    /// Images are left out first, then failures, then repositories, and finally warnings and advice.
    ///
    /// - Parameter limit: the maximum size of the text in one line, in bytes.
    init(fitting summary: Summary, detail: Detail, metrics: EmbeddedMetrics?, limit: Int) {
        self.init(showingAllOf: summary, detail: detail, metrics: metrics)
        // Millions of bytes are not written just to be measured: a function may have little memory.
        let images = summary.repositories.reduce(0) { $0 + count(of: $1) }
        guard images > limit / Self.leastImageSize || size(of: summary) > limit else { return }
        if form == .location {
            form = .name
            guard size(of: summary) > limit else { return }
            shownRepositories = []
            let room = limit - size(of: summary)
            if room > 0 {
                showRepositories(summary.repositories.indices, of: summary, in: room)
                return
            }
        }

        (missingLimit, adviceLimit) = (Self.shownMissingImages, Self.shownAdvice)
        imageLimits = summary.repositories.map { _ in 0 }
        let room = limit - size(of: summary)
        guard room < 0 else {
            showImages(of: summary, in: room)
            return
        }
        failureLimit = 3
        guard size(of: summary) > limit else { return }
        failureLimit = 0
        guard size(of: summary) > limit else { return }
        shownRepositories = []
        guard size(of: summary) > limit else {
            showRepositories(byImportanceIn: summary, in: limit - size(of: summary))
            return
        }
        (warningLimit, adviceLimit) = (0, 0)
        showWarnings(of: summary, in: limit - size(of: summary))
    }

    private func size(of summary: Summary) -> Int {
        var json = JSONWriter(isIndented: false)
        summary.write(to: &json, self)
        return json.bytes.count
    }

    /// Shows images in order, as long as there is room.
    private mutating func showImages(of summary: Summary, in room: Int) {
        var room = room
        var limits: [Int] = []
        for repository in summary.repositories {
            var count = 0
            for image in repository.images where detail.includes(image) {
                var json = JSONWriter(isIndented: false)
                image.write(to: &json)
                room -= json.bytes.count + 1
                guard room >= 0 else { break }
                count += 1
            }
            limits.append(count)
        }
        imageLimits = limits
    }

    /// Shows repositories as long as there is room.
    ///
    /// Repositories that did not succeed come first, then those with the most selected images.
    private mutating func showRepositories(byImportanceIn summary: Summary, in room: Int) {
        let order = summary.repositories.indices.sorted { one, other in
            let (first, second) = (summary.repositories[one], summary.repositories[other])
            let (isFine, otherIsFine) = (first.status == .succeeded, second.status == .succeeded)
            if isFine != otherIsFine { return otherIsFine }
            return (-first.counts.selected, one) < (-second.counts.selected, other)
        }
        showRepositories(order, of: summary, in: room)
    }

    /// Shows repositories in this order, as long as there is room.
    private mutating func showRepositories(_ order: some Sequence<Int>, of summary: Summary, in room: Int) {
        var room = room
        var shown: Set<Int> = []
        for position in order {
            var json = JSONWriter(isIndented: false)
            write(summary.repositories[position], at: position, to: &json)
            room -= json.bytes.count + 1
            guard room >= 0 else { break }
            shown.insert(position)
        }
        shownRepositories = shown
    }

    /// Shows warnings in order, as long as there is room.
    private mutating func showWarnings(of summary: Summary, in room: Int) {
        var room = room
        for warning in summary.warnings {
            var json = JSONWriter(isIndented: false)
            json.value(warning.excerpt)
            room -= json.bytes.count + 1
            guard room >= 0 else { break }
            warningLimit += 1
        }
    }

    /// The number of missing images in a line without room for everything.
    private static let shownMissingImages = 50

    /// The number of pieces of advice in a line without room for everything.
    private static let shownAdvice = 20

    /// Writes the member `advice`, and the number of pieces left out.
    ///
    /// - Parameter omitted: the number that other summaries left out already.
    func write(_ advice: [Advice], omitted: Int, to json: inout JSONWriter) {
        json.member("advice", of: advice.prefix(adviceLimit)) { $0.write(to: &$1) }
        let more = max(0, advice.count - adviceLimit) + omitted
        if more > 0 { json.member("adviceOmitted", more) }
    }

    /// Writes the member `missing`, and the number of images left out.
    func write(missing: [MissingImage], to json: inout JSONWriter) {
        json.member("missing", of: missing.prefix(missingLimit)) { $0.write(to: &$1) }
        if missing.count > missingLimit { json.member("missingOmitted", missing.count - missingLimit) }
    }

    /// Writes the member `warnings`, and the number of warnings left out.
    func write(_ warnings: [String], to json: inout JSONWriter) {
        json.member("warnings", of: warnings.prefix(warningLimit)) { $1.value($0.excerpt) }
        if warnings.count > warningLimit { json.member("warningsOmitted", warnings.count - warningLimit) }
    }

    /// Writes the member `repositories`, and the numbers left out.
    func write(_ repositories: [RepositoryReport], to json: inout JSONWriter) {
        var omittedImages = 0
        json.key("repositories")
        json.array { json in
            for (position, repository) in repositories.enumerated() {
                omittedImages += self.omittedImages(of: repository, at: position)
                guard shownRepositories?.contains(position) ?? true else { continue }
                json.beginEntry()
                write(repository, at: position, to: &json)
            }
        }
        if let shownRepositories { json.member("repositoriesOmitted", repositories.count - shownRepositories.count) }
        if omittedImages > 0 { json.member("imagesOmitted", omittedImages) }
    }

    private func write(_ repository: RepositoryReport, at position: Int, to json: inout JSONWriter) {
        guard form == .report else {
            repository.writeLocation(to: &json, isNamedOnly: form == .name)
            return
        }
        repository.write(
            to: &json, images: repository.images.lazy.filter(detail.includes).prefix(imageLimits?[position] ?? .max),
            omittedImages: omittedImages(of: repository, at: position), failureLimit: failureLimit,
            showsFamilies: showsFamilies)
    }

    private func omittedImages(of repository: RepositoryReport, at position: Int) -> Int {
        guard let imageLimits else { return repository.omittedImages }
        return max(0, count(of: repository) - imageLimits[position])
    }

    /// The number of a repository's images that the detail asks for.
    private func count(of repository: RepositoryReport) -> Int {
        repository.images.count(where: detail.includes) + repository.omittedImages
    }
}
