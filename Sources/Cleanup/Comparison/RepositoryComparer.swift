import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// Compares this program's decisions with ECR's in one repository; changes nothing there.
struct RepositoryComparer: Sendable {
    let run: RunContext
    let registry: ECRClient
    let region: Region
    let repository: Repository
    /// The part of the configured policy that applies; `nil` for the repository's own lifecycle policy.
    let configured: ExpressiblePart?

    /// A finished comparison, and whether reading manifests may have moved pull times that the policy looks at.
    struct Result: Sendable {
        var comparison: RepositoryComparison
        var pullTimesMayHaveMoved = false
    }

    /// Compares.
    ///
    /// A failure is a part of the result, and never thrown.
    func compare() async -> Result {
        var result = Result(
            comparison: RepositoryComparison(
                registryID: repository.registryID, region: region.code, name: repository.name))
        guard registry.kind == .privateRegistry else {
            result.comparison.reason = "ECR Public has no lifecycle policies"
            return result
        }
        do {
            guard let part = try await part(of: &result.comparison) else { return result }
            try await compare(part, &result)
        } catch {
            if error.isRepositoryGone {
                result.comparison.reason = "the repository was deleted meanwhile"
            } else {
                result.comparison.fail(error.interruption(while: "it was compared") ?? "\(error)")
            }
        }
        return result
    }

    /// The rules to compare; `nil` if there are none, with the reason in the report.
    private func part(of comparison: inout RepositoryComparison) async throws -> ExpressiblePart? {
        var found = configured
        if found == nil { found = try await ownPart(of: &comparison) }
        guard let part = found else { return nil }
        comparison.notComparable = part.omissions
        comparison.reason = part.obstacle
        return part.obstacle == nil ? part : nil
    }

    /// The rules of the repository's own lifecycle policy.
    private func ownPart(of comparison: inout RepositoryComparison) async throws -> ExpressiblePart? {
        do {
            guard let own = try await OwnLifecyclePolicy.read(in: repository.name, of: registry) else {
                comparison.reason = "it has no lifecycle policy of its own"
                return nil
            }
            comparison.lastEvaluatedAt = own.lastEvaluatedAt
            return ExpressiblePart(of: own.section, protection: .none)
        } catch let error as OwnLifecyclePolicy.NotUnderstood {
            comparison.lastEvaluatedAt = error.lastEvaluatedAt
            comparison.fail("\(error)")
            return nil
        }
    }

    private func compare(_ part: ExpressiblePart, _ result: inout Result) async throws {
        // An image that a listing lacks would make a difference where there is none.
        let listed = try await Inventory(
            of: repository.name, in: registry, isSerial: true, progress: run.request.progress
        ).images
        guard !listed.isEmpty else {
            (result.comparison.status, result.comparison.reason) = (.agrees, "it has no images")
            return
        }
        let before = PreviewComparison.Reading(listed, at: ecrTime(adding: -Self.clockError))
        let reader = PreviewReader(registry: registry, system: run.system, part: part, mark: mark)
        let actions = try await reader.actions(in: repository.name)
        let end = ecrTime(adding: Self.clockError)
        let after = PreviewComparison.Reading(
            try await Inventory(of: repository.name, in: registry, isSerial: true).images, at: end)
        let manifests = try await manifests(of: before, part, actions, &result)
        let comparison = PreviewComparison(
            of: part, before: before, after: after, manifests: manifests, actions: actions)
        result.comparison.add(comparison, of: part)
    }

    /// Reads the contents of indexes if anything depends on them, after all pull times.
    private func manifests(
        of before: PreviewComparison.Reading, _ part: ExpressiblePart, _ actions: [ImageDigest: PreviewedAction],
        _ result: inout Result
    ) async throws -> IndexManifests {
        var images = before.images
        guard images.contains(where: \.mayBeIndex) else { return IndexManifests() }
        let selection = Selection(section: part.section, protection: .none, at: before.time)
        guard !actions.isEmpty || selection.assessment(of: images, manifests: nil).selectedCount > 0 else {
            // Nothing goes, so that no image goes or stays with another.
            return IndexManifests()
        }
        result.pullTimesMayHaveMoved = part.looksAtPulls && images.contains(where: IndexManifestReader.reads)
        return try await IndexManifestReader(registry: registry, system: run.system)
            .manifests(of: &images, in: repository.name)
    }

    /// How far the observed time of ECR may be off, in seconds; answers tell it in whole seconds.
    private static let clockError: TimeInterval = 2

    /// The time by ECR's clock, which decides ages in the preview.
    private func ecrTime(adding seconds: TimeInterval) -> Date {
        run.system.now().addingTimeInterval((registry.observedClockOffset ?? 0) + seconds)
    }

    /// The mark of this comparison's preview.
    private var mark: String {
        "ecr-cleanup policy compare " + String(UInt64(run.system.random() * 0x1p52), radix: 16)
    }
}
