public import AWSClient
import ImageModel

/// A permission that a source's calls need.
///
/// The deployments' roles and the documents are written from these declarations: see `scripts/lib/usage_sources.py`.
public struct UsagePermission: Sendable, Hashable {
    /// The action, such as `lambda:GetFunction`.
    public let action: String
    /// The end of the resources' ARNs, after the account, such as `function:*`.
    ///
    /// `nil` stands for `*`, where AWS takes no narrower resource.
    public let resource: String?

    /// Creates a permission.
    public init(_ action: String, on resource: String? = nil) {
        self.action = action
        self.resource = resource
    }
}

extension UsageSource {
    /// The statement of an IAM policy that allows all calls of the source, as JSON.
    public static var statement: String {
        let actions = permissions.map { "\"\($0.action)\"" }.joined(separator: ", ")
        return "{\"Effect\": \"Allow\", \"Action\": [\(actions)], \"Resource\": \"*\"}"
    }

    /// Reads all uses, and adds the statement to the error of a call that AWS denies.
    ///
    /// - Parameter context: the run to which the calls belong.
    /// - Throws: the same errors as ``answer(in:)``.
    public func explainedAnswer(in context: CallContext) async throws -> UsageAnswer {
        do {
            return try await answer(in: context)
        } catch let error as AWSError where error.isDenial && !Self.permissions.isEmpty {
            throw error.adding(". The source \(name.rawValue) needs this statement: \(Self.statement)")
        }
    }
}
