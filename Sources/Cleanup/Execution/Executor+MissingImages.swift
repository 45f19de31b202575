import ECRClient
import ImageModel

extension Executor {
    /// Asks ECR for images that the listing lacks, just before calls that rest on their absence.
    ///
    /// A listing that changes while it is read may omit an image. A signature is worthless without its image, but
    /// important with it. An index stays if one of its manifests is protected. So a referrer goes only if ECR itself
    /// says that the subject does not exist, and an index only if its missing manifests don't.
    ///
    /// - Returns: an outcome for each image that must stay.
    func notMissing(for positions: [Int]) async -> [ImageDigest: ImageOutcome] {
        let dependent = positions.compactMap { position in
            let (subjects, manifests) = (plan.missingSubjects(of: position), plan.missingManifests(of: position))
            let isComplete = subjects.isEmpty && manifests.isEmpty
            return isComplete ? nil : (digest: plan.digest(of: position), subjects: subjects, manifests: manifests)
        }
        guard !dependent.isEmpty else { return [:] }
        func all(_ outcome: ImageOutcome) -> [ImageDigest: ImageOutcome] {
            dependent.reduce(into: [:]) { $0[$1.digest] = outcome }
        }
        if let skip = stopConditions.skip(of: .askingForMissingImages) { return all(.skipped(skip)) }
        do {
            let asked = Set(dependent.flatMap { $0.subjects + $0.manifests }).sorted()
            let missing = try await registry.missingImages(asked, ofTypes: nil, in: repository)
            return dependent.reduce(into: [:]) { outcomes, image in
                if let subject = image.subjects.first(where: { !missing.contains($0) }) {
                    outcomes[image.digest] = .skipped(.subjectNotMissing(subject))
                } else if let manifest = image.manifests.first(where: { !missing.contains($0) }) {
                    outcomes[image.digest] = .skipped(.manifestNotMissing(manifest))
                }
            }
        } catch {
            return all(.skipped(stopConditions.skip(afterReading: error, while: .askingForMissingImages)))
        }
    }
}
