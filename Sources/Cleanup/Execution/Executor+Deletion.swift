import AWSClient
import ECRClient
import ImageModel
import Retention

extension Executor {
    /// Deletes up to 100 images, and determines their outcomes.
    ///
    /// A deletion in flight is not cancelled: it could take effect anyway, and the summary would not say so. So it runs
    /// in an unstructured task, which ends by the limits of its calls. A call that still waits to be sent is not in
    /// flight: a cancellation closes the window.
    func delete(
        _ positions: [Int], in batch: BatchExecution, while window: FreshnessWindow
    ) async -> CallOutcomes {
        await withTaskCancellationHandler {
            await Task { await deletion(of: positions, in: batch, while: window) }.value
        } onCancel: {
            window.cancel()
        }
    }

    private func deletion(
        of positions: [Int], in batch: BatchExecution, while window: FreshnessWindow
    ) async -> CallOutcomes {
        var outcomes = CallOutcomes(settled: await notMissing(for: positions))
        let open = positions.filter { outcomes.settled[plan.digest(of: $0)] == nil }
        guard !open.isEmpty else { return outcomes }
        let check = window.attempts { isRetry in
            await readAgain(before: .expire, of: open, in: batch, while: window, isRetry: isRetry)
        }
        let found = await deletion(of: open.map(plan.digest), if: check)
        outcomes.settled.add(found.settled)
        outcomes.pending = found.pending
        // ECR may not know yet that an index was deleted, and refuse to delete its manifests.
        for position in open where plan.completesParent(position) {
            let digest = plan.digest(of: position)
            guard outcomes.settled[digest] == .skipped(.referenced) else { continue }
            outcomes.pending[digest] = outcomes.settled.removeValue(forKey: digest)
        }
        return outcomes
    }

    private func deletion(
        of digests: [ImageDigest], if check: @escaping @Sendable () async -> Bool
    ) async -> CallOutcomes {
        let deletion: ImageDeletion
        do {
            deletion = try await registry.sending(if: check).batchDeleteImage(digests, in: repository)
        } catch {
            let outcome = stopConditions.outcome(of: error, while: .deleting)
            return CallOutcomes(settled: Dictionary(digests.map { ($0, outcome) }) { first, _ in first })
        }
        var outcomes = CallOutcomes(settled: deletion.outcomes(of: Set(digests)))
        var open = digests.filter { outcomes.settled[$0] == nil }
        guard !open.isEmpty else { return outcomes }
        // The answer may be lost after the call took effect, or may omit an image. Then only the registry shows the
        // images' state.
        var isKnown = !deletion.mayHaveTakenEffect
        if deletion.isWorthChecking, let absent = try? await recheck.absent(among: open) {
            for digest in absent { outcomes.settled[digest] = .deleted(note: nil) }
            open = open.filter { !absent.contains($0) }
            isKnown = true
        }
        guard !open.isEmpty else { return outcomes }
        let outcome = outcome(of: deletion, isKnown: isKnown)
        let rest = Dictionary(open.map { ($0, outcome) }) { first, _ in first }
        if deletion.error?.isRetryLeft == true { outcomes.pending = rest } else { outcomes.settled.add(rest) }
        return outcomes
    }

    /// The outcome of the images that a deletion's answer does not name.
    ///
    /// - Parameter isKnown: whether it is known that the images still exist.
    private func outcome(of deletion: ImageDeletion, isKnown: Bool) -> ImageOutcome {
        guard let error = deletion.error else {
            let reason = "the registry's answer does not speak of it"
            return isKnown ? .refused(code: "NoAnswer", reason: reason) : .unconfirmed(reason)
        }
        let outcome = stopConditions.outcome(of: error, while: .deleting)
        return isKnown ? outcome : .unconfirmed("\(error)")
    }
}

extension ImageDeletion {
    /// The outcomes of the images that the answer names.
    ///
    /// - Parameter named: the images that the call named. Other images in the answer are ignored.
    fileprivate func outcomes(of named: Set<ImageDigest>) -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        for digest in deleted.intersection(named) { outcomes[digest] = .deleted(note: nil) }
        for failure in failures {
            guard let digest = failure.digest, named.contains(digest) else { continue }
            switch failure.code {
            // Any other failure of the same image contradicts this code, and takes precedence.
            case .imageNotFound: if outcomes[digest]?.isDone ?? true { outcomes[digest] = .goneAlready }
            case .imageReferencedByManifestList: outcomes[digest] = .skipped(.referenced)
            default: outcomes[digest] = .refused(code: failure.code.description, reason: failure.reason)
            }
        }
        return outcomes
    }

    /// Whether images that the answer does not name may be deleted.
    fileprivate var mayHaveTakenEffect: Bool { error?.mayHaveTakenEffect ?? true }

    /// Whether to ask the registry about images that the answer omits.
    ///
    /// If a retry is left, the images are read again anyway.
    fileprivate var isWorthChecking: Bool {
        guard let error else { return true }
        return !error.isRetryLeft && error.mayHaveTakenEffect
    }
}
