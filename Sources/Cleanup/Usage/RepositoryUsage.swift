import AWSClient
import Essentials
import ImageModel
import Retention

/// The uses of a repository's images, now and at the decisions.
struct RepositoryUsage: Sendable {
    let reader: UsageReader
    let repository: RepositoryName
    let registry: RegistryLocation
    /// The replicas that deletions reach; their uses count too.
    let replicas: [RegistryLocation]
    let protection: Protection

    /// The uses that are known when decisions are made.
    struct Known: Sendable {
        /// The images that are in use or named, as far as known.
        var images: UsedImages
        /// The reading; `nil` if the policy asks no source.
        var reading: UsageReading?
        /// The reason that a source could not be read completely.
        ///
        /// More images may then be in use.
        var failure: UnreadableUsage?
    }

    /// Reads the uses that decisions are based on.
    func known() async -> Known {
        guard !protection.usageSources.isEmpty else { return Known(images: images(by: nil)) }
        let reading = await reader.reading()
        return Known(images: images(by: reading), reading: reading, failure: failure(of: reading))
    }

    /// A reading to which all of the repository's sources contributed.
    func reading() async throws(UnreadableUsage) -> UsageReading {
        let reading = await reader.reading()
        if let failure = failure(of: reading) { throw failure }
        return reading
    }

    private var registries: [RegistryLocation] { [registry] + replicas }

    private func failure(of reading: UsageReading) -> UnreadableUsage? {
        let sources = protection.usageSources.sorted()
        for name in sources {
            if let error = reading.failures[name] { return UnreadableUsage(source: name, error: error) }
        }
        if reading.isTooSlow {
            return UnreadableUsage(source: sources.map(\.rawValue).joined(separator: ", "), error: SlowUsage())
        }
        for name in sources {
            if reading.uses[name] != nil, !registries.allSatisfy({ reading.sees(repository, in: $0, by: name) }) {
                return UnreadableUsage(source: name, error: NotSeen(repository: repository))
            }
            if reading.uses[name] == nil { return UnreadableUsage(source: name, error: NobodyAsked()) }
        }
        return nil
    }

    /// A reading that is at most five minutes old when returned.
    func currentReading() async throws(UnreadableUsage) -> UsageReading {
        // The first reading may be one that others have waited for. The second is begun now.
        for _ in 0..<2 {
            let reading = try await reading()
            if reader.isCurrent(reading) { return reading }
        }
        throw UnreadableUsage(source: "all sources", error: SlowUsage())
    }

    /// The images that a reading or the policy names.
    func images(by reading: UsageReading?) -> UsedImages {
        let uses = protection.usageSources.flatMap { reading?.uses[$0] ?? [] }
        return UsedImages(
            of: repository, in: registries, uses: uses,
            digestsInUse: Self.merged(protection.usageSources.compactMap { reading?.digests[$0] }),
            tagsInUse: Self.merged(protection.usageSources.compactMap { reading?.tags[$0] }), named: protection.images)
    }

    /// The users by digest or tag of several sources.
    ///
    /// The users of a single source are not copied.
    private static func merged<Key: Hashable>(_ users: [[Key: String]]) -> [Key: String] {
        let found = users.filter { !$0.isEmpty }
        return found.dropFirst().reduce(found.first ?? [:]) { $0.merging($1, uniquingKeysWith: min) }
    }
}

/// An error about a source without a client.
private struct NobodyAsked: Error, CustomStringConvertible {
    let description = "there is no connection to it"
}

/// An error about a source that does not cover a repository.
private struct NotSeen: Error, CustomStringConvertible {
    let repository: RepositoryName

    var description: String {
        "it does not cover the repository \(repository). Include the repository in its continuous scanning, "
            + "or give it a policy whose protect.inUse leaves this source out"
    }
}

/// An error that usage is not known completely.
struct UnreadableUsage: Error, CustomStringConvertible {
    /// The text, with advice if a permission is missing.
    let description: String
    /// The cause of the error.
    let error: any Error

    /// Creates an error about one source.
    init(source: UsageSourceName, error: any Error) {
        let remedy =
            source.isList
            ? "take \"\(source.rawValue)\" out of protect.imageUrisFrom"
            : "write protect.inUse without \"\(source.rawValue)\""
        let isDenied = (error as? AWSError)?.isDenial == true
        self.init(
            source: source.rawValue, error: error,
            advice: isDenied ? ". Or \(remedy), if no image is used from there" : "")
    }

    /// Creates an error about one or several sources.
    init(source: String, error: any Error, advice: String = "") {
        let reason = error.interruption(while: "it was read") ?? "\(error)"
        description = "usage can't be read from \(source): \(reason)\(advice)"
        self.error = error
    }

    /// Creates an error about the pull times of a replica.
    init(pullsFrom replica: RegistryLocation, error: any Error) {
        description = "deletions go on to \(replica), and its images can't be read: \(error)"
        self.error = error
    }

    /// Creates an error about the resource tags of a replica's repository.
    init(tagsFrom replica: RegistryLocation, error: any Error) {
        description = "deletions go on to \(replica), and its repository's resource tags can't be read: \(error)"
        self.error = error
    }

    /// Creates an error about a replica in an unread place.
    init(unlisted replica: RegistryLocation) {
        let error = UnlistedReplica()
        description = "deletions go on to \(replica), \(error)"
        self.error = error
    }

    /// Creates an error about replication that is not known.
    init(replicationUnknownBy error: any Error) {
        description = "it is not known whether deletions are replicated: \(error)"
        self.error = error
    }
}

/// An error about a replica whose place the policy does not read.
private struct UnlistedReplica: Error, CustomStringConvertible {
    let description =
        "and the target's usageFrom does not list that place with a role of that account: list it, and the target's own place"
}

/// Checks whether images have come into use since the decisions.
struct UsageCheck: Sendable {
    let usage: RepositoryUsage
    /// The number of the reading behind the decisions; 0 for none.
    let reading: Int
    /// The copies in replicas; `nil` if there are none, or they don't matter.
    let copies: ReplicaImages?

    /// Reads usage if needed, so that nobody waits for it later.
    func prepare() async {
        guard !usage.protection.usageSources.isEmpty else { return }
        _ = await usage.reader.reading()
    }

    /// The images that have come into use, each with a sentence.
    ///
    /// The answer is based on a reading that is at most five minutes old.
    ///
    /// - Returns: also the time until which the reading is valid; `nil` if no source is asked.
    /// - Throws: ``UnreadableUsage`` when usage can't be read.
    func changes(
        of images: [Image]
    ) async throws(UnreadableUsage) -> (changes: [ImageDigest: String], goodUntil: Date?) {
        // The images that the policy names stay the same.
        let reading = usage.protection.usageSources.isEmpty ? nil : try await usage.currentReading()
        // A reading of usage may take minutes. So the copies come after it.
        var changes = try await copies?.changes(of: images) ?? [:]
        guard let reading else { return (changes, nil) }
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
