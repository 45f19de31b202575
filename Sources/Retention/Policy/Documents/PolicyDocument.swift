public import Formats

/// A policy as people write it, in JSON.
///
/// It has ECR's own form or the full form. ECR's form is a lifecycle policy, `{"rules": […]}`, which here applies to
/// every repository. The full form, `{"policies": […], "protect": {…}, "limits": {…}}`, holds several policies, each
/// for some of the repositories. Unknown parts are refused: a misspelt veto would let images go that somebody meant to
/// keep.
///
/// - SeeAlso: [Lifecycle policy properties in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html)
public struct PolicyDocument: Sendable, Hashable {
    /// The policy that the document describes.
    public let policy: Policy
    /// The parts that are valid but probably not intended.
    public let warnings: [PolicyFinding]
    /// The parts that would keep more images with another key.
    public let suggestions: [PolicyFinding]
    /// The parts that ECR would refuse in a lifecycle policy.
    public let notes: [PolicyFinding]

    /// The name of the only policy in ECR's form.
    public static let nameOfECRsForm = "default"

    /// Reads a document's text.
    ///
    /// - Throws: ``InvalidPolicy`` with all faults.
    public init(parsing text: some Sequence<UInt8>) throws(InvalidPolicy) {
        let text = Array(text)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw InvalidPolicy([PolicyFinding(path: "", message: .notJSON(text, error))])
        }
        try self.init(PolicyText(value: value, path: DocumentPath(""), text: text))
    }

    /// Reads a document that is part of another.
    ///
    /// - Parameters:
    ///   - value: the document.
    ///   - path: the document's path in the other document, such as `detail.policy`.
    /// - Throws: ``InvalidPolicy`` with all faults, by their paths in the other document.
    public init(_ value: JSONValue, at path: String) throws(InvalidPolicy) {
        try self.init(PolicyText(value: value, path: DocumentPath(path)))
    }

    private init(_ given: PolicyText) throws(InvalidPolicy) {
        var findings = PolicyFindings()
        guard let document = given.unwrapped(&findings) else { throw InvalidPolicy(findings.faults) }
        if let text = document.text { findings.noteSize(of: text) }
        let policy = Policy(document.value, at: document.path, &findings)
        findings.faultNulls()
        guard findings.faults.isEmpty else { throw InvalidPolicy(findings.faults) }
        self.policy = policy
        warnings = findings.warnings
        suggestions = findings.suggestions
        notes = findings.notes
    }
}
