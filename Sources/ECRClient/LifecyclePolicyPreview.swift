public import Essentials
import Formats
public import ImageModel

/// A page of ECR's preview of a lifecycle policy.
///
/// - SeeAlso: [GetLifecyclePolicyPreview](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicyPreview.html)
public struct LifecyclePolicyPreview: Sendable, Hashable {
    /// The progress of a preview: an open set, since ECR may add to it.
    public struct Status: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The status's text.
        public let description: String

        /// Creates a status from its text.
        public init(_ text: String) { description = text }
        /// Creates a status from a literal.
        public init(stringLiteral text: String) { self.init(text) }

        /// ECR is still evaluating the policy.
        public static let inProgress: Status = "IN_PROGRESS"
        /// The results are complete.
        public static let complete: Status = "COMPLETE"
        /// The results are no longer kept.
        public static let expired: Status = "EXPIRED"
        /// ECR could not evaluate the policy.
        public static let failed: Status = "FAILED"
    }

    /// The progress.
    public var status: Status
    /// The policy that was evaluated, as ECR writes it.
    ///
    /// It may be another caller's policy: a repository has one preview at a time.
    public var policyText: String
    /// The images on which ECR would act, of this page.
    public var results: [Result]

    /// Creates a page.
    public init(status: Status, policyText: String, results: [Result] = []) {
        (self.status, self.policyText, self.results) = (status, policyText, results)
    }

    /// An image on which ECR would act.
    public struct Result: Sendable, Hashable {
        /// The image's digest.
        public var digest: ImageDigest
        /// The image's tags, sorted.
        public var tags: [ImageTag]
        /// The time of the push, if ECR reports it.
        public var pushedAt: Date?
        /// The type of the action: `EXPIRE`, `TRANSITION`, or one that ECR adds some day.
        public var action: String
        /// The priority of the rule that acts, if ECR reports it.
        public var rulePriority: Int?

        /// Creates a result.
        public init(
            digest: ImageDigest, tags: [ImageTag] = [], pushedAt: Date? = nil, action: String,
            rulePriority: Int? = nil
        ) {
            self.digest = digest
            self.tags = tags
            self.pushedAt = pushedAt
            self.action = action
            self.rulePriority = rulePriority
        }
    }
}

extension LifecyclePolicyPreview.Result {
    /// Reads a `LifecyclePolicyPreviewResult`.
    ///
    /// Its members are optional in ECR's model. A result without a digest or an action says nothing, and is an error.
    init(from reader: inout JSONReader) throws {
        var digest = JSONMember<ImageDigest>()
        var tags = JSONMember<[ImageTag]>()
        var pushedAt = JSONMember<Date>()
        var action = JSONMember<String>()
        var rulePriority = JSONMember<Int64>()
        try reader.object { reader, name in
            switch name {
            case "imageDigest": try digest.take(from: &reader) { try ImageDigest(from: &$0) }
            case "imageTags": try tags.take(from: &reader) { try $0.all { ImageTag(try $0.string()) } }
            case "imagePushedAt": try pushedAt.take(from: &reader) { try $0.time() }
            case "action": try action.take(from: &reader) { try $0.actionType() }
            case "appliedRulePriority": try rulePriority.take(from: &reader) { try $0.int64() }
            default: try reader.skip()
            }
        }
        self.init(
            digest: try digest.required("imageDigest"), tags: (tags.value ?? []).sorted(), pushedAt: pushedAt.value,
            action: try action.required("action"), rulePriority: rulePriority.value.map(Int.init))
    }
}

extension JSONReader {
    /// Reads the type of a `LifecyclePolicyRuleAction`.
    fileprivate mutating func actionType() throws -> String {
        var type = JSONMember<String>()
        try object { reader, name in
            switch name {
            case "type": try type.take(from: &reader) { try $0.string() }
            default: try reader.skip()
            }
        }
        return try type.required("type")
    }
}
