import ECRClient
import ImageModel

extension Executor {
    /// Asks ECR for missing subjects, just before their referrers are deleted.
    ///
    /// A listing that changes while it is read may omit an image. A signature is worthless without its image, but
    /// important with it. So a referrer is deleted only if ECR itself says that the subject does not exist.
    ///
    /// - Returns: an outcome for each image that must stay.
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
