import AWSClient
import ECRClient
import ImageModel

extension Executor {
    /// Moves images to the archive, one a call, and says what became of each.
    ///
    /// As with a deletion, a call that is on its way is not cancelled, and one that waits for its turn is.
    ///
    /// - Returns: no outcome for those whose turn had not come when the window closed.
    func archive(_ members: [Plan.Member], while window: ActionWindow) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        for member in members {
            if let skip = obstacles.skip(of: .archiving, isBegun: member.isBegun) {
                outcomes[member.digest] = .skipped(skip)
                continue
            }
            // Of what was begun, one at least gets done for each look.
            guard outcomes.isEmpty ? window.isOpen : window.isFresh else { break }
            let outcome = await withTaskCancellationHandler {
                await Task { await archiving(of: member.digest, while: window) }.value
            } onCancel: {
                window.cancel()
            }
            // It waited for its turn for as long as the window was open.
            if outcome == .skipped(.late) { break }
            outcomes[member.digest] = outcome
        }
        return outcomes
    }

    private func archiving(of digest: ImageDigest, while window: ActionWindow) async -> ImageOutcome {
        do {
            let status = try await registry.sending { window.isOpen }.archiveImage(digest, in: repository)
            if status == .archived { return .archived }
            // What belongs to an image follows it only when it is in the archive for certain.
            return await isArchived(digest)
                ? .archived : .refused(code: "NotArchived", reason: "its status is \(status) after the call")
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return .goneAlready
        } catch let error as AWSError where error.code == "ImageStorageClassUpdateNotSupportedException" {
            // That is about this image alone: ECR also says it of what is in the archive already.
            return await isArchived(digest)
                ? .archived : .refused(code: error.code.description, reason: error.message)
        } catch let error as AWSError where error.code == .outdated {
            // An attempt that failed may have taken effect.
            guard error.attempts > 0, await isArchived(digest) else { return .skipped(.late) }
            return .archived
        } catch {
            let outcome = obstacles.outcome(of: error, while: .archiving)
            guard case .failed = outcome, await isArchived(digest) else { return outcome }
            return .archived
        }
    }

    /// Whether an image is in the archive after a call that did not say so.
    ///
    /// Another run may have archived it, or this one by a call whose answer got lost. Where that can't be found out, it
    /// counts as what the call made of it.
    private func isArchived(_ digest: ImageDigest) async -> Bool {
        guard obstacles.skip(of: .findingOut, isBegun: true) == nil else { return false }
        let images = try? await registry.describeImages([digest], in: repository)
        return images?.first { $0.digest == digest }?.status == .archived
    }
}
