import AWSClient
import ECRClient
import Essentials
import ImageModel
import Logging
import Retention

/// The work on one repository: list, decide, execute, report.
struct RepositoryCleanup: Sendable {
    let run: RunContext
    let registry: RegistryContext
    let repository: Repository
    /// The index of the policy's section that applies to the repository.
    let sectionIndex: Int
    /// Why nothing is done to the repository; `nil` if nothing is in the way.
    var obstacle: TargetListing.Obstacle?
    /// Whether the repository is known to be large, and waits for its permit before it is listed.
    var waitsForPermit = false

    var section: Policy.Section { run.request.policy.sections[sectionIndex] }

    /// The images that stay, whatever the rules say.
    var protection: Protection { run.request.policy.protection(in: section) }

    /// The registry, as references name it.
    var location: RegistryLocation {
        RegistryLocation(of: repository, in: registry.client, registry.region)
    }

    /// The run's logger, whose lines name the repository.
    var logger: Logger {
        var logger = run.request.logger
        logger[metadataKey: "registryId"] = "\(repository.registryID)"
        logger[metadataKey: "region"] = "\(registry.region.code)"
        logger[metadataKey: "repository"] = "\(repository.name)"
        return logger
    }

    /// Cleans the repository.
    ///
    /// - Parameter empty: a report that knows the repository and nothing else yet.
    /// - Returns: the complete report. A failure is a part of it, and never thrown. The result is `nil` if the repository
    ///   turned out to be large and no permit was free: nothing was done.
    func clean(_ empty: RepositoryReport) async -> RepositoryReport? {
        guard var report = await report(from: empty) else { return nil }
        if report.isVanished, report.plan == nil {
            report.plan = run.request.plan.map { PlanComparison(allGone: $0.images(of: report)?.count ?? 0) }
        }
        logger.record(report)
        return report
    }

    private func report(from empty: RepositoryReport) async -> RepositoryReport? {
        var report = empty
        if let obstacle {
            (report.status, report.reason) = (obstacle.status, obstacle.reason)
            await noteUnlisted(report)
            return report
        }
        var isLarge = false
        defer { if isLarge { run.largeRepositories.signal() } }
        let images: [Image]
        do {
            images = try await listImages(isLarge: &isLarge)
        } catch is LargeRepositories.NoPermit {
            return nil
        } catch {
            return await unlisted(report, because: error)
        }
        run.coverage.note(images, section: sectionIndex) { location.holds($0, in: repository.name) }
        let blobs = registry.exactBytes.map { _ in BlobCollector(for: images) }
        var decisions = await decide(about: images, keepingLayersIn: blobs, &report)
        guard !decisions.isRepositoryGone else {
            report.vanish()
            return report
        }
        await noteMissingImages(besides: images)
        if let plan = run.request.plan { report.plan = decisions.assessment.narrow(to: plan.images(of: report) ?? [:]) }
        report.isDecided = report.status == .succeeded && !isClockInDoubt
        if let announcement = run.request.announcement, report.status == .succeeded {
            decisions.assessment.keepUnannounced(
                by: announcement.plan?.images(of: report) ?? [:], days: announcement.days)
            report.plan?.limitSelected(to: decisions.assessment.selectedCount)
        }
        let rows = await rows(executing: decisions, countingIn: blobs, &report)
        report.advice = await advice(about: decisions.assessment)
        await run.reports?.add(rows, of: report)
        return report
    }

    /// The report of a repository whose images could not be listed.
    private func unlisted(_ report: RepositoryReport, because error: any Error) async -> RepositoryReport {
        var report = report
        if error.isRepositoryGone {
            report.vanish()
            return report
        }
        if !report.noteInterruption(error, while: "its images were listed") {
            (report.status, report.reason) = (.failed, "its images can't be listed: \(error)")
        }
        await noteUnlisted(report)
        return report
    }

    /// Executes the decisions, and adds all images to the report.
    ///
    /// - Parameter blobs: gets the layers of all images; `nil` if exact bytes are not counted.
    private func rows(
        executing decisions: Decisions, countingIn blobs: BlobCollector?, _ report: inout RepositoryReport
    ) async -> ImageRows {
        // What is deleted can't be read afterwards.
        if let blobs { await registry.exactBytes?.read(decisions.assessment.images, in: report.name, into: blobs) }
        let rows = ImageRows(assessment: decisions.assessment, outcomes: await execute(decisions, &report))
        report.add(rows, request: run.request)
        (report.exactBytes, report.exactBytesFailure) = (blobs?.bytes(of: rows), blobs?.failure)
        return rows
    }

    /// Notes which images in use the repository does not have.
    ///
    /// A run of the whole registry reads usage for that, even if nothing would go; a narrowed run takes what it has read.
    /// If a source or a call fails, that is noted: more images may be gone.
    private func noteMissingImages(besides images: [Image]) async {
        guard !run.request.policy.sourcesInUse.isEmpty else { return }
        let usage = registry.usage
        let reading = run.request.readsUsageWhereNeeded ? await usage.finishedReading : await usage.reading()
        for (name, error) in reading?.failures ?? [:] {
            registry.missing.noteUnknown(because: "\(UnreadableUsage(source: name.rawValue, error: error))")
        }
        guard let uses = reading?.expected[repository.name] else { return }
        let search = MissingImageSearch(registry: registry.client, location: location, repository: repository.name)
        do {
            registry.missing.add(try await search.missingImages(among: uses, besides: images))
        } catch {
            let reason = error.interruption(while: "images in use were looked up") ?? "\(error)"
            registry.missing.noteUnknown(because: "\(repository.name): \(reason)")
        }
    }

    /// Notes that images in use may be gone from the repository, since it was not listed.
    ///
    /// A reading without a use of the repository tells that none is.
    private func noteUnlisted(_ report: RepositoryReport) async {
        guard !run.request.policy.sourcesInUse.isEmpty else { return }
        if let reading = await registry.usage.finishedReading {
            guard !reading.failures.isEmpty || reading.expected[repository.name] != nil else { return }
        } else if run.request.readsUsageWhereNeeded {
            return
        }
        registry.missing.noteUnknown(because: "\(repository.name): \(report.reason ?? "it was not listed")")
    }

    /// Lists all images; a large repository needs a permit.
    ///
    /// Pages are discarded if there is no permit, since page tokens may expire before there is one.
    ///
    /// - Parameter isLarge: set where a permit was taken, also where an error is thrown.
    /// - Throws: ``LargeRepositories/NoPermit``, and errors of the calls.
    private func listImages(isLarge: inout Bool) async throws -> [Image] {
        if waitsForPermit {
            try await run.largeRepositories.wait()
            isLarge = true
            return try await inventory().images
        }
        return try await inventory {
            isLarge = run.largeRepositories.tryWait()
            guard isLarge else { throw LargeRepositories.NoPermit() }
        }.images
    }

    /// Lists all images, serially where it matters that the listing may lack an index.
    ///
    /// ECR is not known to refuse to archive what the index holds, and its manifests may be counted as images.
    private func inventory(becomesLarge: () throws -> Void = {}) async throws -> Inventory {
        let isSerial =
            section.rules.contains { $0.action == .transition }
            || run.request.policy.countsUntaggedImages(in: section)
        return try await Inventory(
            of: repository.name, in: registry.client, isSerial: isSerial, progress: run.request.progress,
            becomesLarge: becomesLarge)
    }
}

extension RepositoryReport {
    /// Notes why nothing of the repository may be deleted.
    mutating func block(_ reason: String) {
        (status, self.reason) = (.blocked, reason)
    }

    /// Notes an error as the end of the run, where it is the deadline or a cancellation.
    ///
    /// - Parameter activity: what was done, as a clause: "its images were listed".
    /// - Returns: whether it is one of these.
    mutating func noteInterruption(_ error: any Error, while activity: String) -> Bool {
        guard let end = error.interruption(while: activity) else { return false }
        (status, reason) = (.incomplete, end)
        return true
    }
}
