public import Essentials
public import ImageModel
import Retention

/// The comparison of this program's decisions with ECR's, for one repository.
public struct RepositoryComparison: Sendable {
    /// The result as a whole.
    public enum Status: String, Sendable, Hashable {
        /// Both decide alike, except for deliberate differences.
        case agrees
        /// Some difference is not explained.
        case differs
        /// There is nothing that ECR could be asked.
        case notComparable
        /// The comparison could not be made.
        case failed
    }

    /// A decision of one side about an image.
    public struct Side: Sendable, Hashable {
        /// The verdict: `keep`, `expire`, `transition`, or `unknown`.
        public let decision: String
        /// The priority of the rule that decided, if known.
        public let rule: Int?
        /// The reason as a sentence.
        public let reason: String
    }

    /// An image about which the sides decide differently.
    public struct Difference: Sendable, Hashable {
        /// The image's digest.
        public let digest: ImageDigest
        /// The image's tags.
        public let tags: [ImageTag]
        /// This program's decision.
        public let ours: Side
        /// ECR's decision.
        public let ecr: Side
        /// The names of the deliberate differences that explain it; empty if nothing does.
        public let explanation: [String]
    }

    /// The account of the registry, as 12 digits.
    public let registryID: String
    /// The code of the registry's region.
    public let region: String
    /// The repository's name.
    public let name: RepositoryName
    /// The result as a whole.
    public internal(set) var status = Status.notComparable
    /// Why the repository was not compared; `nil` if it was.
    public internal(set) var reason: String?
    /// The number of images that were compared.
    public internal(set) var compared = 0
    /// The number of images that changed meanwhile, or whose age passed a limit.
    public internal(set) var setAside = 0
    /// The parts of the policy that ECR can't be asked about, as phrases.
    public internal(set) var notComparable: [String] = []
    /// The time at which ECR last evaluated the repository's own policy.
    public internal(set) var lastEvaluatedAt: Date?
    /// The differences, those without an explanation first.
    public internal(set) var differences: [Difference] = []

    init(registryID: String, region: String, name: RepositoryName) {
        (self.registryID, self.region, self.name) = (registryID, region, name)
    }

    /// The number of images about which both decide alike.
    public var agreed: Int { compared - differences.count }

    /// The differences that nothing explains.
    public var unexplained: [Difference] { differences.filter(\.explanation.isEmpty) }

    /// Notes why the comparison could not be made.
    mutating func fail(_ reason: String) { (status, self.reason) = (.failed, reason) }

    /// Takes over the result of a comparison.
    mutating func add(_ comparison: PreviewComparison, of part: ExpressiblePart) {
        (compared, setAside) = (comparison.compared, comparison.setAside)
        let all = comparison.differences.map { Difference($0, part.rules) }
        differences = all.filter(\.explanation.isEmpty) + all.filter { !$0.explanation.isEmpty }
        status = unexplained.isEmpty ? .agrees : .differs
    }
}

extension RepositoryComparison.Difference {
    /// Whether only this program would act on the image.
    var isOursOnly: Bool { ecr.decision == Decision.Verdict.keep.rawValue }

    /// Whether only ECR would act on the image.
    var isECROnly: Bool { ours.decision == Decision.Verdict.keep.rawValue }

    fileprivate init(_ difference: DecisionDifference, _ rules: [Rule]) {
        let decision = difference.decision
        self.init(
            digest: difference.image.digest, tags: difference.image.tags,
            ours: RepositoryComparison.Side(
                decision: decision.verdict.rawValue, rule: decision.rule, reason: decision.sentence),
            ecr: RepositoryComparison.Side(difference.action, rules), explanation: difference.explanation.names)
    }
}

extension RepositoryComparison.Side {
    /// ECR's decision, which comes without a reason other than its rule.
    fileprivate init(_ action: PreviewedAction?, _ rules: [Rule]) {
        guard let action else {
            self.init(decision: Decision.Verdict.keep.rawValue, rule: nil, reason: "the preview does not list it")
            return
        }
        let sentence = rules.first { $0.priority == action.rule }?.sentence
        let reason = action.rule.map { rule in
            sentence.map { "rule \(rule) \($0)" } ?? "rule \(rule), which the policy does not have"
        }
        self.init(
            decision: action.verdict?.rawValue ?? "unknown", rule: action.rule,
            reason: reason ?? "the preview names no rule")
    }
}
