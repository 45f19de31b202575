import Cleanup
import ImageModel

/// The repository or image that `plan --explain` is asked about.
struct ExplainedImage {
    /// The repository.
    let repository: RepositoryName
    /// The images of the repository to explain.
    let selector: ExplanationText.Selector

    /// Reads `REPOSITORY`, `REPOSITORY:TAG` or `REPOSITORY@DIGEST`.
    ///
    /// - Throws: ``ConfigurationError`` for any other text.
    init(_ text: String) throws {
        func refused(_ reason: String) -> ConfigurationError {
            ConfigurationError(
                "--explain: \(reason). Write REPOSITORY, REPOSITORY:TAG or REPOSITORY@sha256:…, without the registry's host"
            )
        }
        guard ImageReference(text) == nil else { throw refused("it has a registry's host") }
        if let at = text.firstIndex(of: "@") {
            guard let digest = ImageDigest(text[text.index(after: at)...]) else {
                throw refused("what follows @ is no digest: sha256: and 64 hexadecimal digits")
            }
            (repository, selector) = (RepositoryName(String(text[..<at])), .digest(digest))
        } else if let colon = text.lastIndex(of: ":") {
            let tag = text[text.index(after: colon)...]
            guard !tag.isEmpty, !tag.contains("/") else { throw refused("no tag follows the colon") }
            (repository, selector) = (RepositoryName(String(text[..<colon])), .tag(String(tag)))
        } else {
            (repository, selector) = (RepositoryName(text), .all)
        }
        guard repository.isWellFormed else { throw refused("it names no repository") }
    }
}
