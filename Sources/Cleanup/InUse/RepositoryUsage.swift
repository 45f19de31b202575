import AWSClient
import ImageModel
import ImageUsage

/// What is known of the use of one repository's images, now and when its decisions were made.
struct RepositoryUsage: Sendable {
    let reader: UsageReader
    let repository: RepositoryName
    let registry: RegistryPlace
    let protection: Protection

    /// What is in use, by a reading that is at most five minutes old.
    ///
    /// - Throws: ``UnreadableUsage`` when one of the sources that protect the repository could not be read to its end.
    func used() async throws(UnreadableUsage) -> (images: UsedImages, reading: Int) {
        let reading = protection.inUse.isEmpty ? nil : await reader.reading()
        for name in protection.inUse.sorted(by: { $0.rawValue < $1.rawValue }) {
            if let error = reading?.failures[name] { throw UnreadableUsage(source: name, error: error) }
            guard reading?.uses[name] != nil else { throw UnreadableUsage(source: name, error: NobodyAsked()) }
        }
        let uses = protection.inUse.flatMap { reading?.uses[$0] ?? [] }
        return (
            UsedImages(of: repository, in: registry, uses: uses, named: protection.images), reading?.number ?? 0
        )
    }
}

/// What is known of a source that a policy names, and that no connection has.
private struct NobodyAsked: Error, CustomStringConvertible {
    let description = "there is no connection to it"
}

/// Why it is not known what is in use.
struct UnreadableUsage: Error, CustomStringConvertible {
    /// The source.
    let source: UsageSourceName
    /// What went wrong there.
    let error: any Error

    /// The text, with what to do where a permission is missing.
    var description: String {
        let advice =
            (error as? AWSError)?.isDenial == true
            ? ". Allow it, or take \"\(source.rawValue)\" out of protect.inUse in a policy of your own" : ""
        return "what is in use can't be read from \(source.rawValue): \(error)\(advice)"
    }
}

extension AWSError {
    /// Whether the caller may not do this.
    fileprivate var isDenial: Bool {
        ["AccessDenied", "NotAuthorized", "UnauthorizedOperation"].contains { code.description.hasPrefix($0) }
    }
}

/// Finds out, before something is done to images, whether they have come into use since that was decided.
struct UsageCheck: Sendable {
    let usage: RepositoryUsage
    /// The reading that the decisions were made by.
    let reading: Int
    /// The images of the repository when they were made.
    let inventory: [Image]

    /// What has come into use of some images, by their digests.
    ///
    /// - Throws: ``UnreadableUsage``.
    func changes(of images: [Image]) async throws(UnreadableUsage) -> [ImageDigest: String] {
        let (used, reading) = try await usage.used()
        guard reading != self.reading else { return [:] }
        let lostTag = used.lostTag(from: inventory)
        var changes: [ImageDigest: String] = [:]
        for image in images {
            guard let veto = used.veto(of: image, lostTag: lostTag) else { continue }
            changes[image.digest] = "it \(veto.predicate)"
        }
        return changes
    }
}
