public import Essentials
import Formats
import ImageModel
import Retention

/// Writes the reports of one run to a store, while the run goes on.
///
/// A run may have a million images in little memory. So images are sent in parts as soon as there are enough of them,
/// and not kept.
public actor RunReportWriter {
    /// The number of images in an object that lists images.
    static let partSize = 5_000
    /// The number of images after which a plan gets another part.
    static let planSize = 10_000
    /// The maximum number of images on the page, which are held until the end of the run.
    static let mostRows = 25_000

    private let store: any ReportStore
    private let folder: String
    private let head: SavedPlan
    private let isDryRun: Bool
    private let now: @Sendable () -> Date
    /// One repository after the other, so that no more than a part waits to be sent.
    private let turn = AsyncSemaphore(1)

    private var images = ImageListWriter()
    private var imageParts = 0
    private var plan: SavedPlanWriter?
    private var page: HTMLReportContents
    private var written: WrittenReports

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - store: the place of the reports.
    ///   - folder: the beginning of every name below the store's prefix; empty, or with a slash at its end. The batches
    ///     of a fan-out share a prefix.
    ///   - plan: the run's plan without its repositories.
    ///   - isDryRun: whether the run deletes nothing.
    ///   - now: the machine's clock.
    public init(
        store: any ReportStore, folder: String = "", plan: SavedPlan, isDryRun: Bool,
        now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.folder = folder
        head = plan
        self.isDryRun = isDryRun
        self.now = now
        page = HTMLReportContents(limit: Self.mostRows, now: plan.createdAt)
        written = WrittenReports(prefix: store.prefix)
    }

    /// Writes that a run begins which may delete.
    ///
    /// - Throws: the store's error. The caller decides whether the run goes on.
    public func begin(_ request: CleanupRequest) async throws {
        var json = JSONWriter(isIndented: true)
        json.object { json in
            json.member("schemaVersion", Summary.schemaVersion)
            json.member("version", head.version)
            json.member("startedAt", head.createdAt.iso8601)
            json.member("requestId", request.requestID)
            json.key("trigger")
            request.trigger.write(to: &json)
            json.key("policySource")
            head.policy.write(to: &json)
            json.member("plan", request.planOrigin?.address)
        }
        do {
            try await put(Data(json.bytes + "\n".utf8), as: "started.json")
        } catch {
            note(error)
            throw error
        }
    }

    /// Adds the images of a repository, and sends what is enough for a part.
    ///
    /// A cancelled run has maybe deleted something: its reports are written like any other's.
    func add(_ rows: ImageRows, of report: RepositoryReport) async {
        await Task { await addInTurn(rows, of: report) }.value
    }

    private func addInTurn(_ rows: ImageRows, of report: RepositoryReport) async {
        do {
            try await turn.wait()
        } catch {
            note(error)
            return
        }
        defer { turn.signal() }
        page.add(rows.indices.lazy.map(rows.withIndexes), of: report)
        images.begin(report)
        do {
            for position in rows.indices {
                images.append(rows.withIndexes(position))
                if images.imageCount >= Self.partSize { try await sendImages() }
            }
            try await addPlan(of: rows, report)
        } catch {
            note(error)
        }
    }

    /// Adds what a repository's part of the plan names, and sends what is enough for a part of the plan.
    private func addPlan(of rows: ImageRows, _ report: RepositoryReport) async throws {
        let named = rows.indices.filter { rows[$0].isPlanned(in: report, isDryRun: isDryRun) }
        let repository = SavedPlan.PlannedRepository(
            registryID: report.registryID, region: report.region, name: report.name, isPublic: report.isPublic,
            images: [:])
        for positions in rows.assessment.graph.wholeFamilies(of: named, partSize: Self.planSize) {
            var writer = try plan ?? SavedPlanWriter(head)
            // Else the text would be copied before each change.
            plan = nil
            try writer.append(
                repository,
                images: positions.sorted(by: rows.isOrderedByDigest).lazy.compactMap { position in
                    SavedPlan.PlannedImage(planned: rows[position]).map { (rows[position].image.digest, $0) }
                })
            plan = writer
            if writer.imageCount >= Self.planSize { try await sendPlan(manifestsReadUntil: now()) }
        }
    }

    /// Writes everything that is left, the summary last.
    ///
    /// - Parameters:
    ///   - summary: the run's summary.
    ///   - notice: makes a warning from the summary, once the plans are written and named in it.
    /// - Returns: the summary with what was written, and a warning if something could not be.
    public func finish(
        _ summary: Summary, notice: @escaping @Sendable (Summary) -> String? = { _ in nil }
    ) async -> Summary {
        await Task { await write(summary, notice) }.value
    }

    private func write(_ summary: Summary, _ notice: @Sendable (Summary) -> String?) async -> Summary {
        var summary = summary
        do {
            if images.imageCount > 0 { try await sendImages() }
            // A run without an image to delete has a plan, too: it announces that nothing goes.
            if plan == nil, written.plans.isEmpty { plan = try SavedPlanWriter(head) }
            if plan != nil { try await sendPlan(manifestsReadUntil: summary.manifestsReadUntil) }
        } catch {
            note(error)
        }
        summary.reports = written
        if let notice = notice(summary) { summary.warnings.insert(notice, at: 0) }
        do {
            try await put(try page(of: summary), as: "report.html", contentType: "text/html; charset=utf-8")
        } catch {
            note(error)
        }
        // Tried also after a failure, which it tells.
        do {
            summary.reports = written
            summary.reports?.names.append(folder + "summary.json")
            try await put(try Self.text { try summary.writeIndentedJSON(.selected, to: $0) }, as: "summary.json")
        } catch {
            note(error)
        }
        summary.reports = written
        if let failure = written.failure {
            summary.warnings.append("the reports in \(written.prefix) are not complete: \(failure)")
        }
        return summary
    }

    private func sendImages() async throws {
        imageParts += 1
        try await put(images.take(), as: "images-\(imageParts).json")
    }

    private func sendPlan(manifestsReadUntil: Date?) async throws {
        guard var writer = plan else { return }
        plan = nil
        let name = written.plans.isEmpty ? "plan.json" : "plan-\(written.plans.count + 1).json"
        let (text, checksum) = try writer.finish(manifestsReadUntil: manifestsReadUntil)
        try await store.put(text, as: folder + name, contentType: Self.json)
        written.plans.append(
            WrittenReports.Plan(name: folder + name, checksum: checksum, imageCount: writer.imageCount))
    }

    private func page(of summary: Summary) throws -> Data {
        let page = page
        return try Self.text { try page.writePage(of: summary, to: $0) }
    }

    private static let json = "application/json"

    private func put(_ body: Data, as name: String, contentType: String = json) async throws {
        try await store.put(body, as: folder + name, contentType: contentType)
        written.names.append(folder + name)
    }

    private func note(_ error: any Error) { written.failure = written.failure ?? "\(error)" }

    /// Collects a text that is written part by part.
    private static func text(_ write: (_ sink: @escaping @Sendable (Data) throws -> Void) throws -> Void) throws -> Data
    {
        let parts = CollectedText()
        try write { parts.append($0) }
        return parts.text
    }
}
