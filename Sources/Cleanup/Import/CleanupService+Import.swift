import AWSClient
import ECRClient
import ImageModel
import Retention

extension CleanupService {
    /// The number of repositories that are read at once.
    private static let importWidth = 8

    /// Makes one policy of the lifecycle policies that the repositories have in ECR; changes nothing.
    ///
    /// What can't be read, or would be decided otherwise, is left out and named.
    ///
    /// - Parameter request: names the repositories; its policy is not used.
    /// - Throws: `CancellationError` if the task is cancelled, since a part of the registry would look like all of it.
    public func policyImport(_ request: CleanupRequest) async throws -> PolicyImport {
        var listing = request
        listing.policy = .ofAllRepositories
        let run = context(of: listing, startedAt: system.now())
        let target = await TargetCleanup(run: run, target: .own, width: width).list()
        var result = PolicyImport()
        if let reason = target.report.reason { result.problems.append("\(target.report.name): \(reason)") }
        guard let clients = target.clients else { return result }
        let importer = RepositoryImporter(run: run, registry: clients.registry.scoped(to: run.calls))
        request.progress?.begin(repositories: target.repositories.count)
        let names = target.repositories.map(\.repository.name)
        let read = await names.concurrentMap(width: Self.importWidth) { await importer.read($0) }
        let own = Self.rules(of: read, &result)
        let compared = await Self.compared(own, by: importer, &result)
        try Task.checkCancellation()
        result.take(compared)
        return result
    }

    /// The rules of the repositories that have a policy.
    private static func rules(
        of read: [RepositoryImporter.Reading], _ result: inout PolicyImport
    ) -> [RepositoryName: [Rule]] {
        var rules: [RepositoryName: [Rule]] = [:]
        for reading in read {
            switch reading.outcome {
            case .rules(let own): rules[reading.name] = own
            case .none: result.withoutPolicy += 1
            case .gone: break
            case .failed(let reason): result.problems.append("\(reading.name): \(reason)")
            }
        }
        return rules
    }

    /// The rules of the repositories about whose images the written policy decides as their own policies do.
    private static func compared(
        _ own: [RepositoryName: [Rule]], by importer: RepositoryImporter, _ result: inout PolicyImport
    ) async -> [RepositoryName: [Rule]] {
        guard !own.isEmpty else { return [:] }
        let policy: Policy
        do {
            policy = try ImportedPolicy(of: own).read()
        } catch {
            // Taking the rules reports the fault.
            return own
        }
        let names = own.keys.sorted()
        let comparisons = await names.concurrentMap(width: importWidth) { name in
            await importer.compare(own[name] ?? [], with: policy, in: name)
        }
        var alike: [RepositoryName: [Rule]] = [:]
        for (name, comparison) in zip(names, comparisons) {
            switch comparison {
            case .alike(let images):
                alike[name] = own[name]
                result.compared += images
            case .gone: break
            case .failed(let reason): result.problems.append("\(name): \(reason)")
            }
        }
        return alike
    }
}
