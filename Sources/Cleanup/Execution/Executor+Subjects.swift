import ECRClient
import ImageModel

extension Executor {
    /// Asks for the subjects that the inventory does not have, just before what refers to them is deleted.
    ///
    /// A listing that changes while it is read may leave an image out, and a signature without its image is worth as
    /// little as it is worth much with it. So only ECR's own word that there is no such image lets a referrer go.
    ///
    /// - Returns: an outcome for each image that has to stay.
    func subjectsNotMissing(of positions: [Int]) async -> [ImageDigest: ImageOutcome] {
        let orphans = positions.filter { !plan.missingSubjects(of: $0).isEmpty }
        guard !orphans.isEmpty else { return [:] }
        func all(_ outcome: ImageOutcome) -> [ImageDigest: ImageOutcome] {
            orphans.reduce(into: [:]) { $0[plan.digest(of: $1)] = outcome }
        }
        if let skip = stopConditions.skip(of: .askingForSubjects) { return all(.skipped(skip)) }
        do {
            let subjects = Set(orphans.flatMap(plan.missingSubjects)).sorted()
            let missing = try await registry.missingImages(subjects, in: repository)
            return orphans.reduce(into: [:]) { outcomes, orphan in
                let subject = plan.missingSubjects(of: orphan).first { !missing.contains($0) }
                outcomes[plan.digest(of: orphan)] = subject.map { .skipped(.subjectNotMissing($0)) }
            }
        } catch {
            return all(.skipped(stopConditions.skip(afterReading: error, while: .askingForSubjects)))
        }
    }
}
