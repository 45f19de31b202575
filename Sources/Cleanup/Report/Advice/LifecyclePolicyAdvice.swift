import ECRClient
import Essentials
import Formats
import ImageModel
import Retention

extension AdvisedRepository {
    /// The days without an evaluation after which there is advice.
    ///
    /// ECR evaluates a policy within 24 hours.
    static let evaluationDays = 7.0
    /// The number of rules that a sentence names.
    private static let namedRules = 3

    /// The advice about the repository's own lifecycle policy.
    ///
    /// - Parameters:
    ///   - policy: the lifecycle policy; `nil` if the repository has none.
    ///   - isCovered: whether a policy of this program applies to the repository.
    func lifecyclePolicyAdvice(_ policy: LifecyclePolicy?, isCovered: Bool) -> [Advice] {
        guard !images.isEmpty else { return [] }
        guard let policy else { return isCovered ? [] : [noPolicyAdvice] }
        return [evaluationAdvice(policy), effectAdvice(policy)].compactMap(\.self)
    }

    private var noPolicyAdvice: Advice {
        let own = location.isPublic ? "ECR Public has no lifecycle policies" : "it has no lifecycle policy"
        return advice(
            .noPolicy,
            "\(own), and no policy of this run applies to it: nothing ever deletes "
                + (images.count == 1 ? "its image" : "its \(Amounts.images(images.count))"),
            bytes: bytes, toDo: "name it in \"repositories\" of a policy, then plan again: plan deletes nothing")
    }

    private func evaluationAdvice(_ policy: LifecyclePolicy) -> Advice? {
        let sentence: String
        if let date = policy.lastEvaluatedAt {
            let days = days(since: date)
            guard days > Self.evaluationDays else { return nil }
            sentence = "ECR last evaluated its lifecycle policy on \(date.iso8601.prefix(10)), \(Int(days)) days ago"
        } else {
            sentence = "ECR has not evaluated its lifecycle policy yet"
        }
        return advice(
            .lifecyclePolicyNotEvaluated, sentence, risk: "what the policy would expire stays, and costs",
            toDo: "read the policy, and put it again: ECR evaluates a new one within 24 hours",
            command: command("get-lifecycle-policy"))
    }

    private func effectAdvice(_ policy: LifecyclePolicy) -> Advice? {
        let rules: [Rule]
        do {
            rules = try PolicyDocument(parsing: policy.text.utf8).policy.sections.flatMap(\.rules)
        } catch {
            return advice(
                .notComputed, "its lifecycle policy can't be understood here", risk: "it may be without effect",
                toDo: "read the policy", command: command("get-lifecycle-policy"))
        }
        let isMet = images.contains { image in
            // The list of tags is computed at each access.
            let tags = image.tags
            return rules.contains { $0.isAbout(image.status, tags) }
        }
        guard !rules.isEmpty, !isMet else { return nil }
        let more = rules.count - Self.namedRules
        let effects =
            rules.prefix(Self.namedRules).map(\.sentence).joined(separator: "; ")
            + (more > 0 ? "; and \(more) more" : "")
        let none =
            images.count == 1
            ? "its image meets no rule" : "none of its \(Amounts.images(images.count)) meets a rule"
        let tagged = images.allSatisfy(\.isTagged) ? "; all that is there is tagged" : ""
        return advice(
            .lifecyclePolicyNeverMatches,
            "\(none) of its lifecycle policy (\(effects))\(tagged)",
            bytes: bytes, toDo: "read the policy, and write rules for the images that are there",
            command: command("get-lifecycle-policy"))
    }
}
