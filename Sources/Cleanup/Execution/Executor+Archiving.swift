import AWSClient
import ECRClient
import ImageModel

extension Executor {
    /// Moves images to the archive, one a call, and says what became of each.
    ///
    /// As with a deletion, a call in flight is not cancelled, and one that waits for its turn is. Images whose turn had
    /// not come when the window closed have no outcome.
    func archive(_ positions: [Int], while window: FreshnessWindow) async -> CallOutcomes {
        var outcomes = CallOutcomes()
        if let skip = await newIndexes.skip() {
            for position in positions { outcomes.settled[plan.digest(of: position)] = .skipped(skip) }
            return outcomes
        }
        for position in positions {
            let digest = plan.digest(of: position)
            if let skip = stopConditions.skip(of: .archiving, completesParent: plan.completesParent(position)) {
                outcomes.settled[digest] = .skipped(skip)
                continue
            }
            // Of what was begun, one at least gets done for each reading.
            guard outcomes.settled.isEmpty ? window.isOpen : window.isFresh else { break }
            let outcome = await withTaskCancellationHandler {
                await Task { await archiving(of: digest, while: window) }.value
            } onCancel: {
                window.cancel()
            }
            switch outcome {
            // It waited for its turn for as long as the window was open.
            case .settled(.skipped(.late)): return outcomes
            case .settled(let outcome): outcomes.settled[digest] = outcome
            case .pending(let outcome):
                outcomes.pending[digest] = outcome
                return outcomes
            }
        }
        return outcomes
    }

    /// What became of one image.
    private enum Archiving {
        case settled(ImageOutcome)
        /// It may be tried again once it was read again; else it comes to this.
        case pending(ImageOutcome)
    }

    private func archiving(of digest: ImageDigest, while window: FreshnessWindow) async -> Archiving {
        do {
            let status = try await registry.sending(while: window.attempts()).archiveImage(digest, in: repository)
            if status == .archived { return .settled(.archived) }
            // What belongs to an image follows it only when it is in the archive for certain.
            guard await isArchived(digest) == true else {
                return .settled(.refused(code: "NotArchived", reason: "its status is \(status) after the call"))
            }
            return .settled(.archived)
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return .settled(.goneAlready)
        } catch let error as AWSError where error.code == "ImageStorageClassUpdateNotSupportedException" {
            // That is about this image alone: ECR also says it of what is in the archive already.
            guard await isArchived(digest) == true else {
                return .settled(.refused(code: error.code.description, reason: error.message))
            }
            return .settled(.archived)
        } catch let error as AWSError where error.code == .outdated {
            return .settled(.skipped(.late))
        } catch {
            return await archiving(of: digest, failedWith: error)
        }
    }

    /// Finds out what a failed call came to: an attempt may have taken effect.
    private func archiving(of digest: ImageDigest, failedWith error: any Error) async -> Archiving {
        let outcome = stopConditions.outcome(of: error, while: .archiving)
        guard let error = error as? AWSError, case .failed = outcome else { return .settled(outcome) }
        switch await isArchived(digest) {
        case true?: return .settled(.archived)
        case nil where error.mayHaveTakenEffect: return .settled(.unconfirmed("\(error)"))
        case false?, nil: return error.isRetryLeft ? .pending(outcome) : .settled(outcome)
        }
    }

    /// Whether an image is in the archive after a call that did not say so; `nil` if that can't be found out.
    ///
    /// Another run may have archived it, or this one by a call whose answer got lost.
    private func isArchived(_ digest: ImageDigest) async -> Bool? {
        guard stopConditions.skip(of: .findingOut, completesParent: true) == nil else { return nil }
        let images = try? await registry.describeImages([digest], in: repository)
        return images.map { images in images.first { $0.digest == digest }?.status == .archived }
    }
}
