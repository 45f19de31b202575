import AWSClient
import ECRClient
import ImageModel

extension Executor {
    /// Moves images to the archive, one a call, and says what became of each.
    ///
    /// As with a deletion, a call that is on its way is not cancelled.
    func archive(_ members: [Plan.Member]) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        for member in members {
            if let skip = obstacles.skip(of: .archiving, isBegun: member.isBegun) {
                outcomes[member.digest] = .skipped(skip)
            } else {
                outcomes[member.digest] = await Task { await archiving(of: member.digest) }.value
            }
        }
        return outcomes
    }

    private func archiving(of digest: ImageDigest) async -> ImageOutcome {
        do {
            _ = try await registry.archiveImage(digest, in: repository)
            return .archived
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return .goneAlready
        } catch let error as AWSError where error.code == "ImageStorageClassUpdateNotSupportedException" {
            // That is about this image alone.
            return .refused(code: error.code.description, reason: error.message)
        } catch {
            return obstacles.outcome(of: error, while: .archiving)
        }
    }
}
