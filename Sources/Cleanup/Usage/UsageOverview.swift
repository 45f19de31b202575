public import AWSClient
public import Essentials
import Formats
public import ImageModel
import ImageUsage
public import Retention

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

extension ImageUse {
    /// What is used, as a URI that a runtime takes: by its digest, where that is known.
    var image: String { reference.uri(of: digest) }
}

extension ImageReference {
    /// The reference as a URI that a container runtime takes.
    ///
    /// - Parameter digest: the digest that it is known to mean, if any.
    func uri(of digest: ImageDigest?) -> String {
        let host =
            switch registry {
            case .ecr(let account, let region):
                "\(account).dkr.ecr.\(region).\(Region(region).map(Partition.containing)?.dnsSuffix ?? Partition.aws.dnsSuffix)"
            case .ecrPublic(let alias): "public.ecr.aws/\(alias)"
            }
        let suffix = (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
        return "\(host)/\(repository)\(suffix)"
    }
}

extension CleanupService {
    /// Asks the sources that a policy names what is in use, for each of its targets.
    ///
    /// - Parameters:
    ///   - policy: names the targets and the sources.
    ///   - scope: the run that the calls belong to.
    public func usage(by policy: Policy, in scope: CallContext) async -> UsageOverview {
        let names = policy.sourcesInUse.sorted()
        let found = await policy.targets.concurrentMap(width: Self.targetWidth) { target in
            let sources: [any UsageSource]
            do {
                sources = try clientFactory.clients(to: target, sources: Set(names)).sources
            } catch {
                return names.map {
                    UsageOverview.Source(name: $0, target: target.description, failure: "\(error)")
                }
            }
            let reading = await UsageReader(sources: sources, scope: scope, system: system).reading()
            return names.map { name in
                let failure = reading.failures[name].map {
                    UnreadableUsage(source: name.rawValue, error: $0).description
                }
                return UsageOverview.Source(
                    name: name, target: target.description, uses: failure == nil ? reading.uses[name] ?? [] : [],
                    failure: failure)
            }
        }
        return UsageOverview(sources: found.flatMap(\.self))
    }
}
