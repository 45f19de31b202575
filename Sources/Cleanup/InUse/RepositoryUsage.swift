import AWSClient
import ImageModel
import ImageUsage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is known of the use of one repository's images, now and when its decisions were made.
struct RepositoryUsage: Sendable {
    let reader: UsageReader
    let repository: RepositoryName
    let registry: RegistryPlace
    let protection: Protection

    /// The uses that are known when decisions are made.
    struct Known: Sendable {
        /// The images that are in use or that the policy names, as far as the sources could be read.
        var images: UsedImages
        /// The reading; `nil` where the policy asks no source.
        var reading: UsageReading?
        /// Why a source could not be read to its end, so that more may be in use.
        var failure: UnreadableUsage?
    }

    /// Reads what is known when decisions are made.
    func known() async -> Known {
        guard !protection.inUse.isEmpty else { return Known(images: images(by: nil)) }
        let reading = await reader.reading()
        return Known(images: images(by: reading), reading: reading, failure: failure(of: reading))
    }

    /// A reading that all sources that protect the repository took part in.
    func reading() async throws(UnreadableUsage) -> UsageReading {
        let reading = await reader.reading()
        if let failure = failure(of: reading) { throw failure }
        return reading
    }

    private func failure(of reading: UsageReading) -> UnreadableUsage? {
        if reading.isTooSlow {
            let names = protection.inUse.sorted().map(\.rawValue).joined(separator: ", ")
            return UnreadableUsage(source: names, error: TooSlow())
        }
        for name in protection.inUse.sorted() {
            if let error = reading.failures[name] { return UnreadableUsage(source: name.rawValue, error: error) }
            if reading.uses[name] != nil, !reading.sees(repository, in: registry, by: name) {
                return UnreadableUsage(source: name.rawValue, error: NotSeen(repository: repository))
            }
            if reading.uses[name] == nil { return UnreadableUsage(source: name.rawValue, error: NobodyAsked()) }
        }
        return nil
    }

    /// A reading that is at most five minutes old now, and not only when it was asked for.
    func currentReading() async throws(UnreadableUsage) -> UsageReading {
        // The first may be one that others have waited for; the second was begun just now.
        for _ in 0..<2 {
            let reading = try await reading()
            if reader.isCurrent(reading) { return reading }
        }
        throw UnreadableUsage(source: "all sources", error: TooSlow())
    }

    /// What a reading knows of the repository's images, and what the policy names.
    func images(by reading: UsageReading?) -> UsedImages {
        let uses = protection.inUse.flatMap { reading?.uses[$0] ?? [] }
        return UsedImages(of: repository, in: registry, uses: uses, named: protection.images)
    }
}

/// What is known of a source that a policy names, and that no connection has.
private struct NobodyAsked: Error, CustomStringConvertible {
    let description = "there is no connection to it"
}

/// What is known of a source that does not see the uses of a repository.
private struct NotSeen: Error, CustomStringConvertible {
    let repository: RepositoryName

    var description: String {
        "it does not cover the repository \(repository). Include the repository in its continuous scanning, "
            + "or give it a policy whose protect.inUse leaves this source out"
    }
}

/// What is known of sources that take longer than what they say is good for.
private struct TooSlow: Error, CustomStringConvertible {
    let description = "it takes over five minutes, and other images may be in use by then"
}

/// Why it is not known what is in use.
struct UnreadableUsage: Error, CustomStringConvertible {
    /// The source, or several.
    let source: String
    /// What went wrong there.
    let error: any Error

    /// The text, with what to do where a permission is missing.
    var description: String {
        let advice =
            (error as? AWSError)?.isDenial == true
            ? ". Allow it, or take \"\(source)\" out of protect.inUse in a policy of your own" : ""
        return "what is in use can't be read from \(source): \(error)\(advice)"
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
    /// The number of the reading that the decisions were made by; 0 for none.
    let reading: Int

    /// Makes sure that there is a reading, as far as there can be, so that nobody has to wait for it later.
    func prepare() async {
        guard !usage.protection.inUse.isEmpty else { return }
        _ = await usage.reader.reading()
    }

    /// What has come into use of some images, by their digests, and by a reading that is at most five minutes old.
    ///
    /// - Returns: until when the reading is good, too; `nil` where nobody is asked.
    /// - Throws: ``UnreadableUsage``.
    func changes(
        of images: [Image]
    ) async throws(UnreadableUsage) -> (changes: [ImageDigest: String], goodUntil: Date?) {
        // What the policy names does not change.
        guard !usage.protection.inUse.isEmpty else { return ([:], nil) }
        let reading = try await usage.currentReading()
        let goodUntil = reading.startedAt.addingTimeInterval(UsageReader.tolerableAge)
        guard reading.number != self.reading else { return ([:], goodUntil) }
        let used = usage.images(by: reading)
        var changes: [ImageDigest: String] = [:]
        for image in images {
            guard let veto = used.veto(of: image) else { continue }
            changes[image.digest] = "it \(veto.predicate)"
        }
        return (changes, goodUntil)
    }
}
