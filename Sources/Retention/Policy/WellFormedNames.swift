package import ImageModel

extension ImageTag {
    /// Whether ECR allows such a tag.
    package var isWellFormed: Bool { NameGrammar.tag.allows(description) }
}

extension RepositoryName {
    /// Whether ECR allows such a repository.
    package var isWellFormed: Bool { NameGrammar.repository.allows(description) }
}

extension NameGrammar {
    /// Whether a text is a name, rather than a pattern or neither.
    fileprivate func allows(_ text: String) -> Bool {
        !text.isEmpty && !text.contains("*") && !text.isExclusion && flaw(in: text, keeps: true) == nil
    }
}
