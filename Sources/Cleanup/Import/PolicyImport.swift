public import Essentials
import ImageModel
import Retention

/// One policy made of the lifecycle policies that repositories have in ECR.
public struct PolicyImport: Sendable {
    /// The policy's document, as indented JSON; `nil` if no repository has a policy that could be imported.
    public internal(set) var document: Data?
    /// The number of repositories whose policies are in the document.
    public internal(set) var imported = 0
    /// The number of policies in the document.
    public internal(set) var policies = 0
    /// The number of images about which the document and the repositories' own policies decide alike.
    public internal(set) var compared = 0
    /// The number of repositories without a lifecycle policy, which the document leaves alone.
    public internal(set) var withoutPolicy = 0
    /// The reasons that repositories, or the registry, are missing from the document.
    public internal(set) var problems: [String] = []

    init() {}

    /// Takes over a document that says the same as the repositories' own policies.
    ///
    /// - Parameter rules: the rules of each repository's own policy.
    mutating func take(_ rules: [RepositoryName: [Rule]]) {
        guard !rules.isEmpty else { return }
        let written = ImportedPolicy(of: rules)
        do {
            let policy = try written.read()
            for (name, own) in rules {
                let section = policy.sectionIndexes(for: name).first.map { policy.sections[$0] }
                guard let section, section.rules.meansTheSame(as: own) else {
                    problems.append("\(name): the written policy does not say the same; please report this")
                    return
                }
            }
        } catch {
            problems.append("the written policy can't be read back; please report this: \(error)")
            return
        }
        (document, imported, policies) = (written.document, rules.count, written.sections.count)
    }
}

extension ImportedPolicy {
    /// The policy as it is read from the written document.
    func read() throws(InvalidPolicy) -> Policy { try PolicyDocument(parsing: document).policy }
}
