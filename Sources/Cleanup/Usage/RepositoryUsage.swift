import AWSClient
import Essentials
import ImageModel
import Retention

/// What is known of the use of one repository's images, now and when its decisions were made.
struct RepositoryUsage: Sendable {
    let reader: UsageReader
    let repository: RepositoryName
    let registry: RegistryLocation
    /// The replicas that lose what the repository loses: their uses are its own.
    let replicas: [RegistryLocation]
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

    private var registries: [RegistryLocation] { [registry] + replicas }

    private func failure(of reading: UsageReading) -> UnreadableUsage? {
        if reading.isTooSlow {
            let names = protection.inUse.sorted().map(\.rawValue).joined(separator: ", ")
            return UnreadableUsage(source: names, error: TooSlow())
        }
        for name in protection.inUse.sorted() {
            if let error = reading.failures[name] { return UnreadableUsage(source: name.rawValue, error: error) }
            if reading.uses[name] != nil, !registries.allSatisfy({ reading.sees(repository, in: $0, by: name) }) {
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
        return UsedImages(of: repository, in: registries, uses: uses, named: protection.images)
    }
}

/// What is known of a source that a policy names, and that no client asks.
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
    /// The text, with what to do where a permission is missing.
    let description: String
    /// What went wrong.
    let error: any Error

    /// A source, or several, could not be read.
    init(source: String, error: any Error) {
        let advice =
            (error as? AWSError)?.isDenial == true
            ? ". Or write protect.inUse without \"\(source)\", if no image is used from there" : ""
        description = "what is in use can't be read from \(source): \(error)\(advice)"
        self.error = error
    }

    /// The pull times of a replica could not be read.
    init(pullsFrom replica: RegistryLocation, error: any Error) {
        description = "deletions go on to \(replica), and pulls can't be read from there: \(error)"
        self.error = error
    }

    /// A replica's place is not among those that the policy reads.
    init(unlisted replica: RegistryLocation) {
        let error = UnlistedReplica()
        description = "deletions go on to \(replica), \(error)"
        self.error = error
    }

    /// It is not known where deletions go on.
    init(replicationUnknownBy error: any Error) {
        description = "it is not known whether deletions are replicated: \(error)"
        self.error = error
    }
}

/// What is known of a replica whose place the policy does not read.
private struct UnlistedReplica: Error, CustomStringConvertible {
    let description =
        "and the target's usageFrom does not list that place with a role of that account: list it, and the target's own place"
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
    /// When replicas were pulled; `nil` where that does not matter.
    let replicaPulls: ReplicaPulls?

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
        var changes = try await replicaPulls?.changes(of: images) ?? [:]
        // What the policy names does not change.
        guard !usage.protection.inUse.isEmpty else { return (changes, nil) }
        let reading = try await usage.currentReading()
        let goodUntil = reading.startedAt.addingTimeInterval(UsageReader.tolerableAge)
        guard reading.number != self.reading else { return (changes, goodUntil) }
        let used = usage.images(by: reading)
        for image in images {
            guard let veto = used.veto(of: image) else { continue }
            changes[image.digest] = "it \(veto.predicate)"
        }
        return (changes, goodUntil)
    }
}
