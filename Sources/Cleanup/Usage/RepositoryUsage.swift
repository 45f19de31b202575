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
