import Formats
import Retention

/// A policy in words, for the readers of a report.
public struct PolicyDescription: Sendable, Hashable {
    /// The policy's name.
    public var name: String
    /// The repositories that the policy is for, in words.
    public var repositories: String
    /// The rules' effects by their priorities, in order.
    public var rules: [Rule]
    /// Everything else that the policy does: what is kept, and the limits.
    public var others: [String]
    /// The hash of the document that the policy is part of; `nil` where it is part of an event.
    public var sha256: String?

    /// A rule in words.
    public struct Rule: Sendable, Hashable {
        /// The rule's number.
        public var priority: Int
        /// The rule's effect, as the predicate of a sentence.
        public var sentence: String
    }

    /// The effects as one sentence.
    public var sentence: String {
        (rules.map { "rule \($0.priority) \($0.sentence)" } + others).joined(separator: "; ")
    }
}

extension PolicyDescription {
    /// Describes a section of a policy, with the vetoes and limits of the whole policy.
    init(_ section: Policy.Section, of policy: Policy, sha256: String?) {
        name = section.name
        repositories = section.scope
        rules = section.rules.sorted { $0.priority < $1.priority }
            .map { Rule(priority: $0.priority, sentence: $0.sentence) }
        others = Array(policy.outline(of: section).dropFirst(rules.count))
        self.sha256 = sha256
    }

    /// The policies of a run; none where their text may be a secret.
    static func all(in request: CleanupRequest) -> [PolicyDescription] {
        let identity = request.policyIdentity
        guard identity?.kind != .ssm || identity?.text != nil else { return [] }
        return request.policy.sections.map { PolicyDescription($0, of: request.policy, sha256: identity?.sha256) }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name.excerpt)
            json.member("sentence", sentence.excerpt)
            json.member("sha256", sha256)
        }
    }
}
