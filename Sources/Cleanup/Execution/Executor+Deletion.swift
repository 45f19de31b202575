import AWSClient
import ECRClient
import ImageModel

extension Executor {
    /// How often an image is tried whose parents are gone and which ECR says that one of them holds.
    static let rounds = 3

    /// Deletes images, and finds out what became of each.
    ///
    /// A deletion that is on its way is not cancelled: it could take effect all the same, and the summary would not
    /// say so. Its task is therefore none of this one's children; the limits of the calls end it at the latest. One that
    /// still waits for its turn is not on its way: a cancellation closes the window.
    func delete(_ members: [Plan.Member], while window: ActionWindow) async -> [ImageDigest: ImageOutcome] {
        await withTaskCancellationHandler {
            await Task { await deletion(of: members, while: window) }.value
        } onCancel: {
            window.cancel()
        }
    }

    /// ECR may be late to know that an index is gone, and refuse what it held: then it is asked again, a second later.
    private func deletion(of members: [Plan.Member], while window: ActionWindow) async -> [ImageDigest: ImageOutcome] {
        var outcomes = await subjectsNotMissing(of: members)
        var open = members.filter { outcomes[$0.digest] == nil }
        for round in 1...Self.rounds where !open.isEmpty {
            if round > 1 { try? await surroundings.sleep(.seconds(1)) }
            for batch in open.batches(of: ECRClient.maximumBatchSize) {
                if let skip = obstacles.skip(of: .deleting) {
                    outcomes.set(.skipped(skip), of: batch)
                } else if round == 1 || window.isFresh {
                    // A later one is not sent by what was seen too long ago: they stay refused.
                    outcomes.add(await deletion(of: batch.map(\.digest), while: window))
                }
            }
            open = open.filter { $0.isBegun && outcomes[$0.digest] == .skipped(.referenced) }
        }
        return outcomes
    }

    /// Deletes as many images as one call may name.
    private func deletion(
        of digests: [ImageDigest], while window: ActionWindow
    ) async -> [ImageDigest: ImageOutcome] {
        let deletion: ImageDeletion
        do {
            deletion = try await registry.sending { window.isOpen }.batchDeleteImage(digests, in: repository)
        } catch {
            let outcome = obstacles.outcome(of: error, while: .deleting)
            return Dictionary(digests.map { ($0, outcome) }) { first, _ in first }
        }
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        // An image that the call did not name is none of its business: it may be another batch's.
        let named = Set(digests)
        for digest in deletion.deleted.intersection(named) { outcomes[digest] = .deleted(note: nil) }
        for failure in deletion.failures {
            guard let digest = failure.digest, named.contains(digest) else { continue }
            switch failure.code {
            // Whatever else the answer says of the image speaks against that.
            case .imageNotFound: if outcomes[digest]?.isDone ?? true { outcomes[digest] = .goneAlready }
            case .imageReferencedByManifestList: outcomes[digest] = .skipped(.referenced)
            default: outcomes[digest] = .refused(code: failure.code.description, reason: failure.reason)
            }
        }
        var open = digests.filter { outcomes[$0] == nil }
        guard !open.isEmpty else { return outcomes }
        // A call can take effect and its answer be lost, and an answer can leave an image out: what became of the
        // images is seen in the registry alone.
        if deletion.error?.mayHaveTakenEffect ?? true, let absent = try? await secondLook.absent(among: open) {
            for digest in absent { outcomes[digest] = .deleted(note: nil) }
            open = open.filter { !absent.contains($0) }
        }
        let outcome =
            deletion.error.map { obstacles.outcome(of: $0, while: .deleting) }
            ?? .refused(code: "NoAnswer", reason: "the registry's answer does not speak of it")
        for digest in open { outcomes[digest] = outcome }
        return outcomes
    }
}

extension AWSError {
    /// Whether an attempt may have done what was asked, though the call failed.
    fileprivate var mayHaveTakenEffect: Bool { isPassing || (code == .outdated && attempts > 0) }
}
