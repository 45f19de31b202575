import AWSClient
public import Essentials
import Formats
import ImageModel
import Retention

/// An error about a file that is not a usable plan.
public struct InvalidPlan: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason and the next step.
    public let description: String

    init(_ description: String) { self.description = description }

    /// An error about a member that no plan of this version has.
    ///
    /// The checksum covers the members that are read, so that no other may be there.
    fileprivate init(unknown name: some CustomStringConvertible) {
        self.init("it has the member \"\(name.description.excerpt(100))\", which `plan --save` does not write")
    }

    /// An error about something that stands twice in a plan.
    ///
    /// Only one of the two would count, and a person may have read the other.
    fileprivate init(repeated name: some CustomStringConvertible) {
        self.init("it has \(name.description.excerpt(100)) twice, which `plan --save` does not write")
    }
}

extension SavedPlan {
    /// The member `kind` of every plan.
    static let kind = "ecr-cleanup plan"

    /// The plan as a JSON text, with a checksum of its contents.
    ///
    /// - Throws: `HashError` when hashing fails.
    public func fileText() throws -> Data { try written().text }

    /// The checksum of the plan's contents: `sha256:` and 64 hexadecimal digits.
    ///
    /// - Throws: `HashError` when hashing fails.
    public func checksum() throws -> String { try written().checksum }

    private func written() throws(HashError) -> (text: Data, checksum: String) {
        var writer = try SavedPlanWriter(self)
        for repository in repositories { try writer.append(repository) }
        return try writer.finish(manifestsReadUntil: manifestsReadUntil)
    }

    /// Reads the text of a plan.
    ///
    /// - Throws: ``InvalidPlan`` when the text is not a plan, was cut or changed, or has another version.
    public init(fileText: Data) throws {
        let file: PlanFile
        do {
            try Self.checkVersion(of: fileText)
            file = try JSONReader.read(fileText) { try PlanFile(&$0) }
        } catch let error as JSONError {
            let reason = "\(error)".excerpt(200)
            throw InvalidPlan("it is no whole plan: \(reason)")
        }
        self = try file.plan()
        guard try file.checksum == checksum() else {
            throw InvalidPlan("it was changed since it was written")
        }
    }

    /// Checks that a text is a plan of this version, before anything else of it is read.
    private static func checkVersion(of text: Data) throws {
        var kind: String?
        var version: Int64?
        try JSONReader.read(text) { reader in
            try reader.object { reader, name in
                switch name {
                case "kind": kind = try reader.string()
                case "schemaVersion": version = try reader.int64()
                default: try reader.skip()
                }
            }
        }
        guard kind == Self.kind, let version else { throw InvalidPlan("it is not a plan that `plan --save` wrote") }
        guard version == schemaVersion else {
            throw InvalidPlan(
                "it has the schema version \(version), and this program reads \(schemaVersion)")
        }
    }
}

/// The members of a plan's file.
private struct PlanFile {
    var version: String?
    var createdAt: String?
    var scope: String?
    var run: String?
    var policy = PolicyIdentity(.builtIn)
    var repositories: [SavedPlan.PlannedRepository] = []
    var manifestsReadUntil: String?
    var checksum: String?

    init(_ reader: inout JSONReader) throws {
        try reader.objectOfUniqueNames { reader, name in
            switch name {
            case "version": version = try reader.string()
            case "createdAt": createdAt = try reader.string()
            case "scope": scope = try reader.string()
            case "run": run = try reader.string()
            case "policy": policy = try Self.policy(&reader)
            case "repositories":
                repositories = try reader.all(Self.repository)
                guard let repeated = repeatedRepository else { return }
                throw InvalidPlan(repeated: repeated)
            case "manifestsReadUntil": manifestsReadUntil = try reader.string()
            case "checksum": checksum = try reader.string()
            case "kind", "schemaVersion": try reader.skip()
            default: throw InvalidPlan(unknown: name)
            }
        }
    }

    func plan() throws -> SavedPlan {
        guard let createdAt = createdAt.flatMap(CivilTime.init(iso8601:))?.date,
            let scope = scope.flatMap(SavedPlan.Scope.init(rawValue:))
        else { throw InvalidPlan("it has no valid `createdAt` or `scope`") }
        var plan = SavedPlan(
            version: version, createdAt: createdAt, scope: scope, policy: policy, repositories: repositories)
        plan.run = run
        plan.manifestsReadUntil = manifestsReadUntil.flatMap(CivilTime.init(iso8601:))?.date
        return plan
    }

    /// A repository that the file has twice: its images would be those of one of them.
    private var repeatedRepository: RepositoryName? {
        var seen: Set<SavedPlan.PlannedRepository> = []
        return repositories.first { repository in
            var repository = repository
            repository.images = [:]
            return !seen.insert(repository).inserted
        }?.name
    }

    private static func policy(_ reader: inout JSONReader) throws -> PolicyIdentity {
        var policy = PolicyIdentity(.builtIn)
        try reader.objectOfUniqueNames { reader, name in
            switch name {
            case "kind":
                let text = try reader.string()
                guard let kind = PolicyIdentity.Kind(rawValue: text) else {
                    throw InvalidPlan("its policy is of the kind \"\(text)\", which this program does not know")
                }
                policy.kind = kind
            case "name": policy.name = try reader.string()
            case "sha256": policy.sha256 = try reader.string()
            case "text": policy.text = try reader.string()
            default: throw InvalidPlan(unknown: name)
            }
        }
        return policy
    }

    private static func repository(_ reader: inout JSONReader) throws -> SavedPlan.PlannedRepository {
        var repository = SavedPlan.PlannedRepository(
            registryID: "", region: "", name: RepositoryName(""), isPublic: false, images: [:])
        try reader.objectOfUniqueNames { reader, name in
            switch name {
            case "registryId": repository.registryID = try reader.string()
            case "region": repository.region = try reader.string()
            case "public": repository.isPublic = try reader.bool()
            case "name": repository.name = RepositoryName(try reader.string())
            case "images":
                try reader.array { reader in
                    let (digest, image) = try Self.image(&reader)
                    guard repository.images.updateValue(image, forKey: digest) == nil else {
                        throw InvalidPlan(repeated: digest)
                    }
                }
            default: throw InvalidPlan(unknown: name)
            }
        }
        return repository
    }

    private static func image(_ reader: inout JSONReader) throws -> (ImageDigest, SavedPlan.PlannedImage) {
        var digest = ""
        var action = ""
        var image = SavedPlan.PlannedImage(
            tags: [], pushedAt: nil, lastPulledAt: nil, bytes: 0, action: .expire, rule: nil, reason: "")
        try reader.objectOfUniqueNames { reader, name in
            switch name {
            case "digest": digest = try reader.string()
            case "tags": image.tags = try reader.all { try $0.string() }
            case "pushedAt": image.pushedAt = try reader.string()
            case "lastPulledAt": image.lastPulledAt = try reader.string()
            case "bytes": image.bytes = try reader.int64()
            case "action": action = try reader.string()
            case "rule": image.rule = Int(try reader.int64())
            case "reason": image.reason = try reader.string()
            default: throw InvalidPlan(unknown: name)
            }
        }
        guard let key = ImageDigest(digest), let kind = Rule.Action(rawValue: action) else {
            throw InvalidPlan("it names an image that can't be: \(digest.excerpt(100))")
        }
        image.action = kind
        return (key, image)
    }
}
