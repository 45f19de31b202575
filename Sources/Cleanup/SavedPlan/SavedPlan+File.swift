import AWSClient
public import Essentials
import ImageModel
import Retention

/// An error about a file that is not a usable plan.
public struct InvalidPlan: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason and the next step.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension SavedPlan {
    /// The plan as a JSON text, with a checksum of its contents.
    ///
    /// - Throws: `HashError` and `EncodingError`.
    public func fileText() throws -> Data {
        var file = PlanFile(self)
        file.checksum = try file.computedChecksum()
        return try PlanFile.encoder(isIndented: true).encode(file) + Data("\n".utf8)
    }

    /// Reads the text of a plan.
    ///
    /// - Throws: ``InvalidPlan`` when the text is not a plan, was cut or changed, or has another version.
    public init(fileText: Data) throws {
        let file: PlanFile
        do {
            let head = try JSONDecoder().decode(PlanFile.Head.self, from: fileText)
            guard head.kind == PlanFile.kind, head.schemaVersion != nil else {
                throw InvalidPlan("it is not a plan that `plan --save` wrote")
            }
            guard head.schemaVersion == Self.schemaVersion else {
                throw InvalidPlan(
                    "it has the schema version \(head.schemaVersion ?? 0), and this program reads \(Self.schemaVersion): "
                        + "make it anew with `plan --save`")
            }
            file = try PlanFile.decoder.decode(PlanFile.self, from: fileText)
        } catch let error as InvalidPlan {
            throw error
        } catch {
            throw InvalidPlan("it is no whole plan: make it anew with `plan --save`")
        }
        guard try file.checksum == file.computedChecksum() else {
            throw InvalidPlan("it was changed since it was written: make it anew with `plan --save`")
        }
        self = try file.plan()
    }
}

/// A plan as its file holds it.
private struct PlanFile: Codable {
    static let kind = "ecr-cleanup plan"

    struct Head: Decodable {
        let kind: String?
        let schemaVersion: Int?
    }

    struct Policy: Codable {
        let kind: String
        let name: String?
        let sha256: String?
        let text: String?
    }

    struct Repository: Codable {
        let registryId: String
        let region: String
        let `public`: Bool?
        let name: String
        let images: [Image]
    }

    struct Image: Codable {
        let digest: String
        let tags: [String]
        let pushedAt: String?
        let lastPulledAt: String?
        let bytes: Int64
        let action: String
        let rule: Int?
        let reason: String
    }

    var kind = PlanFile.kind
    var schemaVersion = SavedPlan.schemaVersion
    let version: String?
    let createdAt: Date
    let policy: Policy
    let repositories: [Repository]
    let manifestsReadUntil: Date?
    /// The SHA-256 of the compact text without this member.
    ///
    /// Names are sorted in the compact text.
    var checksum: String?

    static func encoder(isIndented: Bool) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting =
            isIndented
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }

    func computedChecksum() throws -> String {
        var file = self
        file.checksum = nil
        return "sha256:" + (try SHA256.hexHash(try Self.encoder(isIndented: false).encode(file)))
    }
}

extension PlanFile {
    init(_ plan: SavedPlan) {
        version = plan.version
        createdAt = plan.createdAt
        manifestsReadUntil = plan.manifestsReadUntil
        policy = Policy(
            kind: plan.policy.kind.rawValue, name: plan.policy.name, sha256: plan.policy.sha256, text: plan.policy.text)
        repositories = plan.repositories.map { repository in
            Repository(
                registryId: repository.registryID, region: repository.region,
                public: repository.isPublic ? true : nil, name: repository.name.description,
                images: repository.images.sorted { $0.key < $1.key }.map { digest, image in
                    Image(
                        digest: digest.description, tags: image.tags, pushedAt: image.pushedAt,
                        lastPulledAt: image.lastPulledAt, bytes: image.bytes, action: image.action.rawValue,
                        rule: image.rule,
                        reason: image.reason)
                })
        }
    }

    func plan() throws -> SavedPlan {
        guard let kind = PolicyIdentity.Kind(rawValue: policy.kind) else {
            throw InvalidPlan("its policy is of the kind \"\(policy.kind)\", which this program does not know")
        }
        var plan = SavedPlan(
            version: version, createdAt: createdAt,
            policy: PolicyIdentity(kind, name: policy.name, sha256: policy.sha256, text: policy.text),
            repositories: try repositories.map { repository in
                SavedPlan.PlannedRepository(
                    registryID: repository.registryId, region: repository.region,
                    name: RepositoryName(repository.name), isPublic: repository.public ?? false,
                    images: try repository.images.reduce(into: [:]) { images, image in
                        guard let digest = ImageDigest(image.digest), let action = Rule.Action(rawValue: image.action)
                        else { throw InvalidPlan("it names an image that can't be: \(image.digest)") }
                        images[digest] = SavedPlan.PlannedImage(
                            tags: image.tags, pushedAt: image.pushedAt, lastPulledAt: image.lastPulledAt,
                            bytes: image.bytes, action: action, rule: image.rule, reason: image.reason)
                    })
            })
        plan.manifestsReadUntil = manifestsReadUntil
        return plan
    }
}
