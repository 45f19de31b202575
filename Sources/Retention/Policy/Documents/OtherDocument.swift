import Formats

/// A JSON document of another kind, given in place of a policy.
enum OtherDocument {
    /// An event, with the path of the policy in it, if it has one.
    case event(policy: String?)
    case summary
    case savedPlan(hasPolicy: Bool)
    case terraform
    case iamPolicy
    case rules
    case sections

    /// Recognizes a document; `nil` for a policy or an unknown document.
    init?(_ value: JSONValue) {
        switch value {
        case .array(let elements): self.init(listOf: elements)
        case .object(let members): self.init(members)
        default: return nil
        }
    }

    private init?(listOf elements: [JSONValue]) {
        guard case .object(let members)? = elements.first else { return nil }
        if members["rulePriority"] != nil || members["selection"] != nil {
            self = .rules
        } else if members["repositories"] != nil {
            self = .sections
        } else {
            return nil
        }
    }

    /// The members of an event that narrows a run.
    private static let overrides: Set = [
        "dryRun", "repositories", "policy", "plan", "detail", "maxImages", "exactBytes", "action",
    ]

    private init?(_ members: [String: JSONValue]) {
        if members["kind"] == .string("ecr-cleanup plan") {
            var hasPolicy = false
            if case .string? = members["policy"]?["text"] { hasPolicy = true }
            self = .savedPlan(hasPolicy: hasPolicy)
        } else if members["schemaVersion"] != nil, members["totals"] != nil {
            self = .summary
        } else if members["terraform_version"] != nil {
            self = .terraform
        } else if members["Statement"] != nil {
            self = .iamPolicy
        } else if members["detail-type"] != nil || (!members.isEmpty && Self.overrides.isSuperset(of: members.keys)) {
            let path = members["policy"] != nil ? ".policy" : ".detail.policy"
            let hasPolicy = members["policy"] != nil || members["detail"]?["policy"] != nil
            self = .event(policy: hasPolicy ? path : nil)
        } else {
            return nil
        }
    }

    /// The kind and what to do, as a predicate of the document.
    var message: String {
        switch self {
        case .event(let path?): "is an event, not a policy. jq \(path) event.json > policy.json writes the policy in it"
        case .event(nil): "is an event, not a policy. Run it with ecr-cleanup invoke --event event.json"
        case .summary: "is the summary of a run, not a policy. Its policySource says where the run's policy is"
        case .savedPlan(true):
            "is a saved plan, not a policy. jq -r .policy.text plan.json > policy.json writes the policy in it"
        case .savedPlan(false): "is a saved plan, not a policy. Carry it out with ecr-cleanup apply plan.json"
        case .terraform:
            "is Terraform's, not a policy. jq -r 'first(.. | objects | select(.type == \"aws_ecr_lifecycle_policy\") "
                + "| .. | .policy? | strings)' plan.json > policy.json writes the first lifecycle policy in it"
        case .iamPolicy:
            "is an IAM policy, which says who may do what. aws ecr get-lifecycle-policy --repository-name NAME "
                + "> policy.json writes a lifecycle policy"
        case .rules: "is a list of rules. jq '{rules: .}' rules.json > policy.json makes a policy of it"
        case .sections: "is a list of policies. jq '{policies: .}' policies.json > policy.json makes a document of it"
        }
    }
}

extension JSONValue {
    /// A member's value, if the value is an object with such a member.
    fileprivate subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
}
