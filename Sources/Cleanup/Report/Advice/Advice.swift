public import ImageModel

/// A piece of advice: what is wrong, its cost or risk, and what to do.
///
/// Advice never changes a decision.
public struct Advice: Sendable, Hashable {
    /// The kinds of advice, the most pressing first.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A repository has over 80 % of the images that ECR allows.
        case nearImageQuota
        /// An image has over 80 % of the tags that ECR allows.
        case nearTagQuota
        /// Neither a policy of this program nor a lifecycle policy applies.
        case noPolicy
        /// ECR has not evaluated the lifecycle policy for over a week.
        case lifecyclePolicyNotEvaluated
        /// No image meets a rule of the lifecycle policy.
        case lifecyclePolicyNeverMatches
        /// Nobody pushed or pulled for over a year.
        case unusedRepository
        /// No rule matches untagged images.
        case untaggedWithoutRule
        /// Build caches take up storage.
        case buildCache
        /// Images are scanned that nobody uses.
        case scansUnusedImages
        /// A part of the audit could not be done.
        case notComputed
    }

    /// The kind.
    public var code: Code
    /// The account of the registry, as 12 digits.
    public var registryID: String
    /// The code of the region.
    public var region: String
    /// The repository; `nil` if the advice is about several.
    public var repository: RepositoryName?
    /// The fault, as a sentence without its subject's name.
    public var sentence: String
    /// The bytes that cost without need, at most; `nil` if that is not known.
    public var bytes: Int64?
    /// The possible harm; `nil` if the cost says it.
    public var risk: String?
    /// The next step.
    public var toDo: String
    /// A command for a shell that helps with it, if there is one.
    public var command: String?

    /// Creates a piece of advice.
    public init(
        _ code: Code, registryID: String, region: String, repository: RepositoryName?, sentence: String,
        bytes: Int64? = nil, risk: String? = nil, toDo: String, command: String? = nil
    ) {
        self.code = code
        self.registryID = registryID
        self.region = region
        self.repository = repository
        self.sentence = sentence
        self.bytes = bytes
        self.risk = risk
        self.toDo = toDo
        self.command = command
    }

    /// The monthly price of the bytes, in US dollars.
    public var estimatedMonthlyCost: Double? { bytes.map(Summary.monthlyCost(ofBytes:)) }
}

extension Advice: Comparable {
    /// Whether the first advice comes first: the more pressing kind, then the more bytes.
    public static func < (one: Advice, other: Advice) -> Bool { one.key < other.key }

    private var key: (Int, Int64, String, String, String, String) {
        (
            Code.allCases.firstIndex(of: code) ?? 0, -(bytes ?? 0), repository?.description ?? "", registryID, region,
            sentence
        )
    }
}
