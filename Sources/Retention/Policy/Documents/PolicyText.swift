import Formats

/// A policy document as it was given, before its form is known.
struct PolicyText {
    /// The members of the AWS CLI's answer with a lifecycle policy.
    enum AnswerKey: String, DocumentKey {
        case lifecyclePolicyText, registryId, repositoryName, lastEvaluatedAt

        static let objectName = "an answer of aws ecr get-lifecycle-policy"
    }

    let value: JSONValue
    let path: DocumentPath
    /// The bytes, if the document is a text of its own.
    var text: [UInt8]?

    /// The policy itself, if needed taken out of an AWS CLI answer.
    ///
    /// The answer is that of `aws ecr get-lifecycle-policy`.
    ///
    /// - Returns: `nil` if there is no policy, which is reported.
    func unwrapped(_ findings: inout PolicyFindings) -> PolicyText? {
        switch value {
        case .string(let text) where text.holdsObject:
            findings.fault(
                path,
                "\(known: path.description.isEmpty ? "the document " : "")is a string that holds a policy: "
                    + "it is encoded as JSON twice. Encode it once; jq fromjson policy.json prints the policy in it")
            return nil
        case .object(let members) where members[AnswerKey.lifecyclePolicyText.rawValue] != nil:
            guard let answer = DocumentObject<AnswerKey>(value, at: path, &findings) else { return nil }
            return Self.policy(in: answer, &findings)
        default:
            guard let other = OtherDocument(value) else { return self }
            let subject = path.description.isEmpty ? "the document " : ""
            findings.fault(path, "\(known: subject)\(known: other.message)")
            return nil
        }
    }

    private static func policy(in answer: DocumentObject<AnswerKey>, _ findings: inout PolicyFindings) -> PolicyText? {
        let path = answer.path(of: .lifecyclePolicyText)
        guard let value = answer.member(.lifecyclePolicyText) else {
            findings.faultNulls()
            return nil
        }
        findings.note(
            path, "ECR takes this alone; here it is taken out of the whole answer of aws ecr get-lifecycle-policy")
        if let name = answer.text(.repositoryName, &findings) {
            findings.warn(
                answer.path(of: .repositoryName),
                "is \"\(name.excerpt())\", and here the policy is for every repository. To limit it, write "
                    + "{\"policies\": [{\"name\": \"…\", \"repositories\": [\"\(name.excerpt())\"], \"rules\": […]}]}")
        }
        guard case .string(let text) = value else { return PolicyText(value: value, path: path) }
        let bytes = Array(text.utf8)
        do {
            let policy = PolicyText(value: try JSONValue(parsing: bytes), path: path, text: bytes)
            guard case .string = policy.value else { return policy }
            // A policy that is encoded once more is refused like any such document. An answer within an answer is no
            // policy.
            return policy.unwrapped(&findings)
        } catch {
            findings.fault(path, .notJSON(bytes, error))
            return nil
        }
    }
}

extension String {
    /// Whether the text is a JSON object.
    fileprivate var holdsObject: Bool {
        guard case .object? = try? JSONValue(parsing: utf8) else { return false }
        return true
    }
}
