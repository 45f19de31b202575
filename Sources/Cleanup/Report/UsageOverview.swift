public import Essentials
import Formats
public import ImageModel

/// What is in use, by source, and what uses it: what people want to know before they trust a deletion.
public struct UsageOverview: Sendable {
    /// What one source knows in one place.
    public struct Source: Sendable {
        /// Which source it is.
        public var name: UsageSourceName
        /// What it was asked for: the registry whose images may be in use there.
        public var target: String
        /// What it knows; empty where it could not be read to its end.
        public var uses: [ImageUse] = []
        /// Why it could not be read, for a person.
        public var failure: String?
    }

    /// The sources that the policy names, for each of its targets.
    public var sources: [Source]

    /// Whether all of them could be read.
    public var isComplete: Bool { sources.allSatisfy { $0.failure == nil } }

    /// The overview as a JSON text in many lines.
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
