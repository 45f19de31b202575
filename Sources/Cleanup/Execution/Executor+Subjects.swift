import ECRClient
import ImageModel

extension Executor {
    /// Asks for the subjects that the inventory does not have, just before what refers to them is deleted.
    ///
    /// A listing that changes while it is read may leave an image out, and a signature without its image is worth as
    /// little as it is worth much with it. So only ECR's own word that there is no such image lets a referrer go.
    ///
    /// - Returns: an outcome for each image that has to stay.
    func subjectsNotMissing(of members: [Plan.Member]) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        let orphans = members.filter { !$0.missingSubjects.isEmpty }
        guard !orphans.isEmpty else { return outcomes }
        if let skip = stopConditions.skip(of: .askingForSubjects) {
            outcomes.set(.skipped(skip), of: orphans)
            return outcomes
        }
        do {
            let subjects = Set(orphans.flatMap(\.missingSubjects)).sorted()
            let missing = try await registry.missingImages(subjects, in: repository)
            for orphan in orphans {
                guard let subject = orphan.missingSubjects.first(where: { !missing.contains($0) }) else { continue }
                outcomes[orphan.digest] = .skipped(.subjectNotMissing(subject))
            }
        } catch {
            outcomes.set(.skipped(stopConditions.skip(afterReading: error, while: .askingForSubjects)), of: orphans)
        }
        return outcomes
    }
}
