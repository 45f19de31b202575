import AWSClient
import ECRClient
import ImageModel
import Logging
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Carries out one step of what was planned for the images of a repository.
///
/// Just before each batch its images are read again, and one that is no longer what the decision was made about is
/// left. Nothing is thrown: each image that was handed in gets an outcome.
struct Executor: Sendable {
    /// How many batches are on their way at once.
    static let width = 4

    /// How often a batch is read again because one of its images is gone, before it is left.
    private static let maximumReadings = 4

    let repository: RepositoryName
    let registry: ECRClient
    let request: CleanupRequest
    let surroundings: Surroundings

    /// What batches learn from one another.
    private final class Shared: Sendable {
        struct State {
            /// Planned images that are known to be there no more.
            var gone: Set<ImageDigest> = []
            /// An error that every further call would meet, too.
            var lasting: AWSError?
        }

        let state = Mutex(State())
    }

    private let shared = Shared()

    init(
        repository: RepositoryName, registry: ECRClient, request: CleanupRequest, surroundings: Surroundings,
        manifests: IndexManifests
    ) {
        self.repository = repository
        self.registry = registry
        self.request = request
        self.surroundings = surroundings
    }

    /// Carries out a plan, level by level.
    func carryOut(_ plan: Plan) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        let members = plan.families.flatMap(\.members)
        for level in Set(members.map(\.level)).sorted() {
            for action in [Rule.Action.transition, .expire] {
                let images = members.filter { $0.level == level && $0.action == action }.map(\.image)
                outcomes.merge(await carryOut(action, on: images)) { _, later in later }
            }
        }
        return outcomes
    }

    /// Deletes or archives images.
    ///
    /// - Returns: what became of each.
    func carryOut(_ action: Rule.Action, on images: [Image]) async -> [ImageDigest: ImageOutcome] {
        let batches = stride(from: 0, to: images.count, by: ECRClient.maximumBatchSize).map {
            Array(images[$0..<min($0 + ECRClient.maximumBatchSize, images.count)])
        }
        let outcomes = await batches.concurrentMap(width: Self.width) { batch in
            await carryOut(action, onBatch: batch)
        }
        return outcomes.reduce(into: [:]) { all, outcomes in
            all.merge(outcomes) { _, later in later }
        }
    }

    private func carryOut(_ action: Rule.Action, onBatch batch: [Image]) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        if let obstacle {
            for image in batch { outcomes[image.digest] = .skipped(obstacle) }
            return outcomes
        }
        let verified = await verify(batch, into: &outcomes)
        guard !verified.isEmpty else { return outcomes }
        // The second look takes time, in which another batch may have met an error that this one would meet, too.
        if let obstacle {
            for digest in verified { outcomes[digest] = .skipped(obstacle) }
            return outcomes
        }
        switch action {
        case .expire: await delete(verified, into: &outcomes)
        case .transition: await archive(verified, into: &outcomes)
        }
        return outcomes
    }

    /// What keeps a further batch from being begun.
    private var obstacle: ImageOutcome.Skip? {
        if Task.isCancelled { return .ranOut("the run was cancelled") }
        if let deadline = request.deadline, surroundings.now() >= deadline { return .ranOut("time ran out") }
        return shared.state.withLock(\.lasting).map { .pointless("\($0)") }
    }

    /// Reads the images of a batch again, and returns those that are as they were when they were planned.
    ///
    /// A call about a hundred images fails as a whole when one of them is gone, and does not say which. Then the
    /// repository is listed, what is gone from it left out, and the rest read once more.
    private func verify(_ batch: [Image], into outcomes: inout [ImageDigest: ImageOutcome]) async -> [ImageDigest] {
        for _ in 0..<Self.maximumReadings {
            let gone = shared.state.withLock(\.gone)
            for image in batch where gone.contains(image.digest) {
                outcomes[image.digest] = .deleted(note: "it was gone already")
            }
            let left = batch.filter { !gone.contains($0.digest) }
            guard !left.isEmpty else { return [] }
            do {
                let present = try await registry.describeImages(left.map(\.digest), in: repository)
                return unchanged(left, in: present, into: &outcomes)
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                do {
                    try await findWhatIsGone(of: batch)
                } catch {
                    fail(left.map(\.digest), after: error, doing: "listing the repository again", into: &outcomes)
                    return []
                }
            } catch {
                fail(left.map(\.digest), after: error, doing: "reading it again", into: &outcomes)
                return []
            }
        }
        for image in batch where outcomes[image.digest] == nil {
            outcomes[image.digest] = .skipped(.changed("others are deleting in this repository, too"))
        }
        return []
    }

    private func unchanged(
        _ planned: [Image], in present: [Image], into outcomes: inout [ImageDigest: ImageOutcome]
    ) -> [ImageDigest] {
        let present = Dictionary(present.map { ($0.digest, $0) }) { _, later in later }
        return planned.compactMap { image in
            guard let now = present[image.digest] else {
                outcomes[image.digest] = .skipped(.changed("the registry gave no answer about it"))
                return nil
            }
            if let change = image.change(until: now) {
                outcomes[image.digest] = .skipped(.changed(change))
                return nil
            }
            return image.digest
        }
    }

    private func findWhatIsGone(of batch: [Image]) async throws {
        let present = Set(try await Inventory(of: repository, in: registry).images.map(\.digest))
        let gone = batch.map(\.digest).filter { !present.contains($0) }
        shared.state.withLock { $0.gone.formUnion(gone) }
    }

    /// Deletes images, and finds out what became of each.
    ///
    /// A deletion that is on its way is not cancelled: it could take effect all the same, and the summary would not
    /// say so. Its task is therefore none of this one's children; the limits of the call end it at the latest.
    private func delete(_ digests: [ImageDigest], into outcomes: inout [ImageDigest: ImageOutcome]) async {
        let found = await Task { await deletion(of: digests) }.value
        outcomes.merge(found) { _, later in later }
    }

    private func deletion(of digests: [ImageDigest]) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        let deletion: ImageDeletion
        do {
            deletion = try await registry.batchDeleteImage(digests, in: repository)
        } catch {
            fail(digests, after: error, doing: "deleting it", into: &outcomes)
            return outcomes
        }
        for digest in deletion.deleted { outcomes[digest] = .deleted(note: nil) }
        for failure in deletion.failures {
            guard let digest = failure.digest else { continue }
            switch failure.code {
            case .imageNotFound: outcomes[digest] = .deleted(note: "it was gone already")
            case .imageReferencedByManifestList: outcomes[digest] = .skipped(.referenced)
            default: outcomes[digest] = .refused(code: failure.code.description, reason: failure.reason)
            }
        }
        var open = digests.filter { outcomes[$0] == nil }
        guard !open.isEmpty else { return outcomes }
        // A call can take effect and its answer be lost, and an answer can leave an image out: what became of the
        // images is seen in the registry alone.
        if deletion.error?.isPassing ?? true, let present = try? await Inventory(of: repository, in: registry) {
            let present = Set(present.images.map(\.digest))
            for digest in open where !present.contains(digest) { outcomes[digest] = .deleted(note: nil) }
            open = open.filter(present.contains)
        }
        if let error = deletion.error {
            fail(open, after: error, doing: "deleting it", into: &outcomes)
        } else {
            for digest in open {
                outcomes[digest] = .refused(code: "NoAnswer", reason: "the registry's answer does not speak of it")
            }
        }
        return outcomes
    }

    private func archive(_ digests: [ImageDigest], into outcomes: inout [ImageDigest: ImageOutcome]) async {
        for digest in digests {
            if let obstacle {
                outcomes[digest] = .skipped(obstacle)
                continue
            }
            do {
                _ = try await registry.archiveImage(digest, in: repository)
                outcomes[digest] = .archived
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                outcomes[digest] = .deleted(note: "it was gone already")
            } catch let error as AWSError where error.code == "ImageStorageClassUpdateNotSupportedException" {
                // That is about this image alone.
                outcomes[digest] = .refused(code: error.code.description, reason: error.message)
            } catch {
                fail([digest], after: error, doing: "archiving it", into: &outcomes)
            }
        }
    }

    /// Gives images the outcome that a failed call means for them.
    private func fail(
        _ digests: [ImageDigest], after error: any Error, doing what: String,
        into outcomes: inout [ImageDigest: ImageOutcome]
    ) {
        let outcome: ImageOutcome
        switch error {
        case is CancellationError:
            outcome = .skipped(.ranOut("the run was cancelled while \(what)"))
        case let error as AWSError where error.code == .deadline:
            outcome = .skipped(.ranOut("time ran out while \(what)"))
        case let error as AWSError:
            if !error.isPassing { shared.state.withLock { $0.lasting = error } }
            outcome = .failed(code: error.code.description, reason: "\(what) failed: \(error)")
        default:
            outcome = .failed(code: "Unknown", reason: "\(what) failed: \(error)")
        }
        for digest in digests { outcomes[digest] = outcome }
    }
}
