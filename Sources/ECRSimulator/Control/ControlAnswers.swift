import HTTPTypes
import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is asked of the simulator itself, over HTTP.
extension SimulatedRegistry {
    /// What the paths of the simulator's own requests begin with.
    static let controlPrefix = "/_simulator/"

    /// Answers `GET calls`, `GET registry`, `POST faults`, `POST clock`, `POST restores` and `POST reset`.
    ///
    /// These need no signature, are not counted as calls, and no fault happens to them.
    func control(_ method: HTTPRequest.Method, _ name: String, _ body: Data) -> SimulatedAnswer {
        do {
            switch (method, name) {
            case (.get, "calls"):
                return try controlAnswer(Dictionary(uniqueKeysWithValues: calls.map { ($0.key.description, $0.value) }))
            case (.get, "registry"): return try controlAnswer(RegistryView(self))
            case (.post, "faults"): faults = try decode(FaultPlan.self, body)
            case (.post, "clock"): clockOffsetSeconds = try decode(ClockSetting.self, body).offsetSeconds
            case (.post, "restores"): completeRestores()
            case (.post, "reset"): try reset()
            default:
                return try controlAnswer(
                    ["error": "There are GET calls and registry, POST faults, clock, restores and reset"],
                    status: .notFound)
            }
            return try controlAnswer([String: String]())
        } catch {
            var json = JSONBytes()
            json.raw("{\"error\":")
            json.string("\(error)")
            json.raw("}")
            return Self.controlAnswer(Data(json.bytes), status: .badRequest)
        }
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ body: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch let error as DecodingError {
            throw RegistryFileError(error)
        }
    }

    private func controlAnswer(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> SimulatedAnswer {
        Self.controlAnswer(try Message.encode(value), status: status)
    }

    private static func controlAnswer(_ body: Data, status: HTTPResponse.Status) -> SimulatedAnswer {
        var head = HTTPResponse(status: status)
        head.headerFields[.contentType] = "application/json"
        head.headerFields[.contentLength] = "\(body.count)"
        return SimulatedAnswer(head: head, body: body)
    }
}

private struct ClockSetting: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case offsetSeconds }

    var offsetSeconds: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        offsetSeconds = try container.requiredNumber(.offsetSeconds, in: -1e9...1e9)
    }
}

/// What is left: repositories by name, each with its images in order.
private struct RegistryView: Encodable {
    struct ImageView: Encodable {
        var digest: ImageDigest
        var tags: [ImageTag]
        var status: String
        var sizeInBytes: Int64
        var pushedAt: Date?
        var lastPulledAt: Date?
        var mediaType: String?
        var subject: ImageDigest?

        init(_ image: Image) {
            digest = image.digest
            tags = image.tags
            status = image.status.description
            sizeInBytes = image.sizeInBytes
            pushedAt = image.pushedAt
            lastPulledAt = image.lastPulledAt
            mediaType = image.mediaType?.description
            subject = image.subject
        }
    }

    var repositories: [String: [ImageView]]
    var publicRepositories: [String: [ImageView]]

    init(_ registry: SimulatedRegistry) {
        func views(_ service: Service) -> [String: [ImageView]] {
            Dictionary(
                uniqueKeysWithValues: registry.repositoryNames(in: service).map { name in
                    (name.description, registry.images(in: name, of: service).map(ImageView.init(_:)))
                })
        }
        repositories = views(.ecr)
        publicRepositories = views(.ecrPublic)
    }
}
