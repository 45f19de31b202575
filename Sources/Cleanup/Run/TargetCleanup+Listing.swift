import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

extension TargetCleanup {
    /// Lists the repositories that the run may work on.
    ///
    /// One target's failure never hides another's: nothing is thrown.
    func list() async -> TargetListing {
        let request = run.request
        var listing = TargetListing(of: target)
        let clients: TargetClients
        do {
            clients = try run.clientFactory.clients(to: target, sources: request.policy.usageSources)
        } catch {
            run.coverage.noteIncompleteListing()
            listing.report.fail(.failed, "it can't be reached: \(error)")
            return listing
        }
        // Events of pushes come from private registries.
        if let region = request.regionCode, target.isPublic || region != clients.region.code { return listing }
        listing.clients = clients
        do {
            let listed = try await describeRepositories(in: clients.registry.scoped(to: run.calls))
            try checkRegistry(of: listed)
            if let first = listed.first {
                listing.clients?.registry = clients.registry.expecting(registryID: first.registryID)
            }
            let mine = narrowed(listed)
            let entries = await entries(of: mine, in: clients.registry.scoped(to: run.calls))
            listing.repositories = entries
            let unmatched = Self.unmatched(among: mine, besides: entries)
            if request.audits { listing.unmatched = unmatched }
            if request.isNarrowed { listing.report.withoutPolicy = unmatched.map(\.name) }
            note(listed, entries, &listing.report)
        } catch {
            run.coverage.noteIncompleteListing()
            if let end = error.interruption(while: "the repositories were listed") {
                listing.report.fail(.incomplete, end)
            } else {
                listing.report.fail(.failed, "the repositories can't be listed: \(error)")
            }
        }
        return listing
    }

    /// Refuses an answer with repositories of several registries, since usage is matched by the account.
    private func checkRegistry(of listed: [Repository]) throws {
        let accounts = Set(listed.map(\.registryID))
        guard accounts.count > 1 else { return }
        throw AWSError(
            code: .malformedResponse, operation: "DescribeRepositories",
            message: "the answer has repositories of several accounts: \(accounts.sorted().joined(separator: ", "))")
    }

    private func note(_ listed: [Repository], _ entries: [TargetListing.Entry], _ report: inout TargetReport) {
        let asksForNames = run.request.narrowing.contains { $0.onlyNames != nil }
        guard !asksForNames, !entries.contains(where: { $0.obstacle != nil }) else {
            run.coverage.noteIncompleteListing()
            return
        }
        let sections = Dictionary(entries.map { ($0.repository.name, $0.section) }) { first, _ in first }
        run.coverage.note(listed.map { ($0.name, sections[$0.name]) })
        if listed.isEmpty, !run.request.isNarrowed { report.warnings.append("\(target) has no repositories") }
    }

    /// The repositories that the run is not narrowed away from, in order of their names.
    private func narrowed(_ listed: [Repository]) -> [Repository] {
        let request = run.request
        // A listing that changes while it is read may show a repository twice.
        var seen: Set<RepositoryName> = []
        return listed.sorted { $0.name < $1.name }.filter { repository in
            seen.insert(repository.name).inserted && request.narrowing.allSatisfy { $0.match(repository.name) }
                && (request.registryID == nil || request.registryID == repository.registryID)
        }
    }

    /// The repositories that no policy applies to.
    private static func unmatched(
        among repositories: [Repository], besides entries: [TargetListing.Entry]
    ) -> [Repository] {
        let names = Set(entries.map(\.repository.name))
        return repositories.filter { !names.contains($0.name) }
    }

    /// The repositories that the run may work on, in order.
    private func entries(of mine: [Repository], in registry: ECRClient) async -> [TargetListing.Entry] {
        let request = run.request
        guard mine.contains(where: { request.policy.asksForTags(of: $0.name) }) else {
            return mine.compactMap { repository in
                request.policy.sectionIndex(for: repository.name, tags: []).map {
                    TargetListing.Entry(repository: repository, section: $0)
                }
            }
        }
        return await mine.concurrentMap(width: width) { await entry(of: $0, in: registry) }.compactMap(\.self)
    }

    /// The entry of a repository whose resource tags may decide which section applies.
    ///
    /// The result is `nil` if no section does. If the tags can't be read, nothing is done to the repository.
    private func entry(of repository: Repository, in registry: ECRClient) async -> TargetListing.Entry? {
        let policy = run.request.policy
        guard let first = policy.sectionIndexes(for: repository.name).first else { return nil }
        var entry = TargetListing.Entry(repository: repository, section: first)
        guard policy.asksForTags(of: repository.name) else { return entry }
        do {
            let tags = try await registry.listTagsForResource(repository.arn)
            return policy.sectionIndex(for: repository.name, tags: tags).map {
                TargetListing.Entry(repository: repository, section: $0)
            }
        } catch {
            guard !error.isRepositoryGone else { return nil }
            entry.obstacle = .unreadableTags(error)
            return entry
        }
    }

    /// Lists all repositories, or those whose names the run is narrowed to.
    ///
    /// One call takes a hundred names. It fails as a whole when one of them does not exist or can't be a name, and does
    /// not say reliably which: then all repositories are listed.
    private func describeRepositories(in registry: ECRClient) async throws -> [Repository] {
        let onlyNames = run.request.narrowing.compactMap(\.onlyNames)
        guard let first = onlyNames.first else { return try await registry.describeRepositories().all() }
        let names = onlyNames.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
        guard !names.isEmpty else { return [] }
        guard names.count <= ECRClient.maximumBatchSize else { return try await registry.describeRepositories().all() }
        do {
            return try await registry.describeRepositories(named: names)
        } catch  where error.isRepositoryGone {
            return names.count == 1 ? [] : try await registry.describeRepositories().all()
        } catch let error as AWSError where error.code == "InvalidParameterException" {
            return try await registry.describeRepositories().all()
        }
    }
}
