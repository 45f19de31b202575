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

    /// Leaves out the uses of other images.
    ///
    /// - Parameter image: an image by tag or digest, or a repository without both.
    public mutating func narrow(to image: ImageReference) {
        for index in sources.indices {
            sources[index].uses.removeAll { use in
                let reference = use.reference
                let isOfRepository = reference.registry == image.registry && reference.repository == image.repository
                guard isOfRepository else { return true }
                return
                    !((image.tag == nil || reference.tag == image.tag)
                    && (image.digest == nil || use.digest == image.digest))
            }
        }
    }

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
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name.rawValue)
            json.member("target", target)
            json.member("status", failure == nil ? "ok" : "failed")
            json.member("reason", failure)
            let images = Dictionary(grouping: uses, by: \.image)
            json.member("images", images.count)
            json.member("inUse", of: images.sorted(by: { $0.key < $1.key })) { entry, json in
                json.object { json in
                    json.member("image", entry.key)
                    json.member("running", entry.value.contains(where: \.isRunning))
                    json.member("usedBy", of: Set(entry.value.map(\.user)).sorted()) { $1.value($0) }
                }
            }
        }
    }
}
