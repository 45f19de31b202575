import Formats

/// What of a summary is shown, where not all of it has room.
struct SummaryLayout: Sendable {
    /// Which images are spoken of at all.
    let detail: Detail
    /// How much is said of a repository.
    private enum RepositoryForm {
        /// All that happened in it.
        case report
        /// Where it is, in a run that only lists.
        case location
        /// Its name, in such a run.
        case name
    }

    /// What CloudWatch takes out of the line; `nil` for nothing.
    let metrics: EmbeddedMetrics?
    private var form: RepositoryForm
    /// How many of these are shown of each repository; `nil` for all of them.
    private(set) var imageLimits: [Int]?
    /// How many failures are shown of each repository.
    private(set) var failureLimit = Int.max
    /// The positions of the repositories that are shown; `nil` for all of them.
    private(set) var shownRepositories: Set<Int>?
    /// Within how many days in a row all repositories are listed, where not all are at once.
    private(set) var daysToListAll: Int?
    /// How many warnings are shown.
    private(set) var warningLimit = Int.max

    /// What an image takes at least, in bytes: its digest and the names of its members.
    static let leastImageSize = 150

    /// A layout that shows everything that the detail asks for.
    init(showingAllOf summary: Summary, detail: Detail, metrics: EmbeddedMetrics? = nil) {
        self.detail = detail
        self.metrics = metrics
        form = summary.action == .listRepositories ? .location : .report
    }

    /// The layout that shows as much as fits: images give way first, then failures, repositories and
    /// at last warnings.
    ///
    /// - Parameter limit: how many bytes the text may have, in one line.
    init(fitting summary: Summary, detail: Detail, metrics: EmbeddedMetrics?, limit: Int) {
        self.init(showingAllOf: summary, detail: detail, metrics: metrics)
        // Millions of bytes are not written to see that they are too many: a function may have little memory.
        let images = summary.repositories.reduce(0) { $0 + count(of: $1) }
        guard images > limit / Self.leastImageSize || size(of: summary) > limit else { return }
        if form == .location {
            form = .name
            guard size(of: summary) > limit else { return }
            shownRepositories = []
            let room = limit - size(of: summary) - Self.daysMemberSize
            if room > 0 {
                listRepositories(of: summary, in: room)
                return
            }
        }

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
            showRepositories(of: summary, in: limit - size(of: summary))
            return
        }
        warningLimit = 0
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

    /// Shows repositories as long as there is room: first those that did not succeed, then those of which most
    /// images were selected.
    private mutating func showRepositories(of summary: Summary, in room: Int) {
        let order = summary.repositories.indices.sorted { one, other in
            let (first, second) = (summary.repositories[one], summary.repositories[other])
            let (isFine, otherIsFine) = (first.status == .succeeded, second.status == .succeeded)
            if isFine != otherIsFine { return otherIsFine }
            return (-first.counts.selected, one) < (-second.counts.selected, other)
        }
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

    /// What the member `daysToListAll` takes at most, in bytes.
    private static let daysMemberSize = 30

    /// Lists repositories as long as there is room, each day from another one on: the first may not push out the others.
    private mutating func listRepositories(of summary: Summary, in room: Int) {
        let sizes = summary.repositories.indices.map { position in
            var json = JSONWriter(isIndented: false)
            write(summary.repositories[position], at: position, to: &json)
            return json.bytes.count + 1
        }
        // A day's first byte may lie within a name, which is listed whole, and the last name may not fit.
        let rotation = ListingRotation(room: room - 2 * (sizes.max() ?? 0), of: sizes.reduce(0, +))
        var ahead = rotation?.offset(on: summary.startedAt) ?? 0
        let start =
            sizes.firstIndex { size in
                ahead -= size
                return ahead < 0
            } ?? 0
        var left = room
        var shown: Set<Int> = []
        for position in Array(start..<sizes.count) + Array(0..<start) {
            left -= sizes[position]
            guard left >= 0 else { break }
            shown.insert(position)
        }
        (shownRepositories, daysToListAll) = (shown, rotation?.days)
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

    /// Writes the member `warnings`, and how many are not shown.
    func write(_ warnings: [String], to json: inout JSONWriter) {
        json.member("warnings", of: warnings.prefix(warningLimit)) { $1.value($0.excerpt) }
        if warnings.count > warningLimit { json.member("warningsOmitted", warnings.count - warningLimit) }
    }

    /// Writes the member `repositories`, and how much is not shown.
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
        if let daysToListAll { json.member("daysToListAll", daysToListAll) }
        if omittedImages > 0 { json.member("imagesOmitted", omittedImages) }
    }

    private func write(_ repository: RepositoryReport, at position: Int, to json: inout JSONWriter) {
        guard form == .report else {
            repository.writeLocation(to: &json, isNamedOnly: form == .name)
            return
        }
        repository.write(
            to: &json, images: repository.images.lazy.filter(detail.includes).prefix(imageLimits?[position] ?? .max),
            omittedImages: omittedImages(of: repository, at: position), failureLimit: failureLimit)
    }

    private func omittedImages(of repository: RepositoryReport, at position: Int) -> Int {
        guard let imageLimits else { return repository.omittedImages }
        return max(0, count(of: repository) - imageLimits[position])
    }

    /// How many images of a repository the detail asks for.
    private func count(of repository: RepositoryReport) -> Int {
        repository.images.count(where: detail.includes) + repository.omittedImages
    }
}
