import AWSClient
import ECRClient
import ImageModel
import Retention

extension Executor {
    /// Archives images, one per call.
    ///
    /// As with a deletion, a cancellation stops only calls that still wait to be sent. An image has no outcome if its
    /// reading got old before its call.
    func archive(
        _ positions: [Int], in batch: BatchExecution, while window: FreshnessWindow
    ) async -> CallOutcomes {
        var outcomes = CallOutcomes()
        if let skip = await newIndexes.skip() {
            for position in positions { outcomes.settled[plan.digest(of: position)] = .skipped(skip) }
            return outcomes
        }
        for (number, position) in positions.enumerated() {
            let digest = plan.digest(of: position)
            if let skip = stopConditions.skip(of: .archiving, completesParent: plan.completesParent(position)) {
                outcomes.settled[digest] = .skipped(skip)
                continue
            }
            // The batch reads the rest again, and goes on. The first call has its own check.
            guard number == 0 || window.isFresh else { break }
            let kept = await uncancelled(if: plan.completesParent(position)) { await notMissing(for: [position]) }
            if let outcome = kept[digest] {
                outcomes.settled[digest] = outcome
                continue
            }
            let left = Array(positions[number...])
            let check = window.attempts { isRetry in
                await readAgain(before: .transition, of: left, in: batch, while: window, isRetry: isRetry)
            }
            let outcome = await withTaskCancellationHandler {
                await Task { await archiving(of: digest, if: check) }.value
            } onCancel: {
                window.cancel()
            }
            switch outcome {
            case .settled(let outcome): outcomes.settled[digest] = outcome
            case .pending(let outcome):
                outcomes.pending[digest] = outcome
                return outcomes
            }
        }
        return outcomes
    }

    /// The result of archiving one image.
    private enum Archiving {
        case settled(ImageOutcome)
        /// The outcome, unless the image is read and tried again.
        case pending(ImageOutcome)
    }

    private func archiving(of digest: ImageDigest, if check: @escaping @Sendable () async -> Bool) async -> Archiving {
        do {
            let status = try await registry.sending(if: check).archiveImage(digest, in: repository)
            if status == .archived { return .settled(.archived) }
            // The images that belong to this image are archived only if it is certainly archived.
            guard await isArchived(digest) == true else {
                return .settled(.refused(code: "NotArchived", reason: "its status is \(status) after the call"))
            }
            return .settled(.archived)
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return .settled(.goneAlready)
        } catch let error as AWSError where error.code == "ImageStorageClassUpdateNotSupportedException" {
            // The error concerns this image alone. ECR also reports it for an image that is already archived.
            guard await isArchived(digest) == true else {
                return .settled(.refused(code: error.code.description, reason: error.message))
            }
            return .settled(.archived)
        } catch let error as AWSError where error.code == .outdated {
            return .pending(stopConditions.outcome(of: error, while: .archiving))
        } catch {
            return await archiving(of: digest, failedWith: error)
        }
    }

    /// Determines the result of a failed call, which may have taken effect.
    private func archiving(of digest: ImageDigest, failedWith error: any Error) async -> Archiving {
        let outcome = stopConditions.outcome(of: error, while: .archiving)
        guard let error = error as? AWSError, case .failed = outcome else { return .settled(outcome) }
        switch await isArchived(digest) {
        case true?: return .settled(.archived)
        case nil where error.mayHaveTakenEffect: return .settled(.unconfirmed("\(error)"))
        case false?, nil: return error.isRetryLeft ? .pending(outcome) : .settled(outcome)
        }
    }

    /// Whether an image is archived; `nil` if unknown.
    ///
    /// The call's answer did not say so. But another run may have archived the image, or a call of this run whose
    /// answer was lost.
    private func isArchived(_ digest: ImageDigest) async -> Bool? {
        guard stopConditions.skip(of: .findingOut, completesParent: true) == nil else { return nil }
        let images = try? await registry.describeImages([digest], in: repository)
        return images.map { images in images.first { $0.digest == digest }?.status == .archived }
    }
}
