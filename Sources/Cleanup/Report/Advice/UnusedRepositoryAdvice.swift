import Essentials
import ImageModel

extension AdvisedRepository {
    /// The days without a push or a pull after which a repository counts as unused.
    static let unusedDays = 365.0

    /// The advice about a repository that nobody pushes to or pulls from.
    ///
    /// A container may run for longer than that, so that an image in use counts. If a push time is not known, there is
    /// no advice. ECR Public has no pull times.
    var unusedRepositoryAdvice: Advice? {
        guard !location.isPublic, isInUse != true, images.allSatisfy({ $0.pushedAt != nil }) else { return nil }
        let times = images.flatMap { [$0.pushedAt, $0.lastPulledAt, $0.lastActivatedAt].compactMap(\.self) }
        guard let latest = times.max() else { return nil }
        let days = days(since: latest)
        guard days > Self.unusedDays else { return nil }
        let usage = isInUse == nil ? "" : ", and nothing that was read uses it"
        return advice(
            .unusedRepository, "nobody pushed to it or pulled from it for \(Amounts.count(Int(days))) days\(usage)",
            bytes: bytes, toDo: "make sure that nothing runs from it, then delete it", command: "ecr-cleanup usage")
    }
}
