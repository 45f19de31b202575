public import Essentials
import Formats
public import ImageModel

/// The images in use, by source, with their users.
///
/// People want to know them before they trust a deletion.
public struct UsageOverview: Sendable {
    /// The answer of one source about one target.
    public struct Source: Sendable {
        /// The name of the source.
        public var name: UsageSourceName
        /// The registry whose images may be in use.
        public var target: String
        /// The uses; empty if the source could not be read completely.
        public var uses: [ImageUse] = []
        /// The digests in use in any repository, each with a workload that uses it.
        public var digests: [ImageDigest: String] = [:]
        /// The tags in use in any repository, each with a workload that uses it.
        public var tags: [ImageTag: String] = [:]
        /// The reason that the source could not be read.
        public var failure: String?
    }

    /// The sources that the policy names, for each of its targets.
    public var sources: [Source]
    /// The images in use that their repositories do not have, in order.
    public internal(set) var missing: [MissingImage] = []
    /// Why it is not known what is missing, by the registry's name.
    public internal(set) var uncheckedTargets: [String: String] = [:]
    /// The time that the longest reading took, in seconds.
    public internal(set) var seconds: Double = 0

    /// Puts the overviews of several targets together.
    init(merging overviews: [UsageOverview]) {
        sources = overviews.flatMap(\.sources)
        missing = Set(overviews.flatMap(\.missing)).sorted()
        uncheckedTargets = overviews.reduce(into: [:]) { $0.merge($1.uncheckedTargets) { first, _ in first } }
        seconds = overviews.map(\.seconds).max() ?? 0
    }

    init(sources: [Source], uncheckedTargets: [String: String] = [:], seconds: Double = 0) {
        self.sources = sources
        self.uncheckedTargets = uncheckedTargets
        self.seconds = seconds
    }

    /// Whether all sources could be read.
    public var isComplete: Bool { sources.allSatisfy { $0.failure == nil } }

    /// The overview as indented JSON.
    public func indentedJSON() -> Data {
        var json = JSONWriter(isIndented: true)
        json.object { json in
            json.member("schemaVersion", Summary.schemaVersion)
            json.member("sources", of: sources) { $0.write(to: &$1) }
            json.member("missing", of: missing) { $0.write(to: &$1) }
            json.key("missingUnknown")
            json.object { json in
                for (target, reason) in uncheckedTargets.sorted(by: { $0.key < $1.key }) {
                    json.member(target.excerpt, reason.excerpt)
                }
            }
        }
        return Data(json.bytes)
    }
}

extension UsageOverview.Source {
    /// The digests in use in any repository that no use of the source has.
    var digestsAlone: [ImageDigest: String] { uses.digestsAlone(among: digests) }

    /// Whether the source names no image.
    public var isEmpty: Bool { uses.isEmpty && digests.isEmpty && tags.isEmpty }

    /// Whether the digests that count in any repository are those of workloads that run.
    ///
    /// Templates and lists only name them.
    var runsItsDigests: Bool { name == .eks }

    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name.rawValue)
            json.member("target", target)
            json.member("status", failure == nil ? "ok" : "failed")
            json.member("reason", failure)
            let images = Dictionary(grouping: uses, by: \.image)
            let named = images.map { image, uses in
                (image, isRunning: uses.contains(where: \.isRunning), users: Set(uses.map(\.user)).sorted())
            }
            // A digest that counts under any name, in whatever repository.
            let alone = digestsAlone.map { ("\($0)", isRunning: runsItsDigests, users: [$1]) }
            let entries = (named + alone).sorted { $0.0 < $1.0 }
            json.member("images", entries.count)
            // The tags themselves may be any values of parameters, such as secrets.
            json.member("tagsInEveryRepository", tags.count)
            json.member("inUse", of: entries) { entry, json in
                json.object { json in
                    json.member("image", entry.0)
                    json.member("running", entry.isRunning)
                    json.member("usedBy", of: entry.users) { $1.value($0) }
                }
            }
        }
    }
}
