public import Formats

/// A policy as people write it, in JSON: ECR's own form, or the full one.
///
/// ECR's form is a lifecycle policy, `{"rules": […]}`, which here applies to every repository. The full form,
/// `{"policies": […], "protect": {…}, "limits": {…}}`, holds several, each for some of the repositories. Whatever is not
/// understood is refused: a misspelt veto would let images go that somebody meant to keep.
///
/// - SeeAlso: [Lifecycle policy properties in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html)
public struct PolicyDocument: Sendable, Hashable {
    /// What the document says.
    public let policy: Policy
    /// What is valid, and hardly meant.
    public let warnings: [PolicyFinding]
    /// What ECR would not accept if it were given the document as a lifecycle policy.
    public let notes: [PolicyFinding]

    /// The name of the one policy of ECR's form.
    public static let nameOfECRsForm = "default"

    /// Reads a document's text.
    ///
    /// - Throws: ``InvalidPolicy`` with everything that is wrong.
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
    ///   - path: where it stands in the other, such as `detail.policy`.
    /// - Throws: ``InvalidPolicy`` with everything that is wrong, by paths in the other document.
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
        notes = findings.notes
    }
}
