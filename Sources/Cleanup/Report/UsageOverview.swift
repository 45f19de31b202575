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
