import ECRSimulator
import Foundation
import HTTPTypes
import ImageModel
import Testing

/// Midnight of the day of all tests.
let start = Date(timeIntervalSince1970: 1_790_000_000)

/// A registry's answer, for tests.
struct Reply {
    let status: Int
    let fields: HTTPFields
    let json: [String: Any]
    let text: String
    let delay: Duration
    let delivery: SimulatedAnswer.Delivery

    init(_ answer: SimulatedAnswer) {
        status = answer.head.status.code
        fields = answer.head.headerFields
        json = (try? JSONSerialization.jsonObject(with: answer.body)) as? [String: Any] ?? [:]
        text = String(decoding: answer.body, as: UTF8.self)
        delay = answer.delay
        delivery = answer.delivery
    }

    var code: String? { json["__type"] as? String ?? HTTPField.Name("x-amzn-errortype").flatMap { fields[$0] } }
    var message: String? { json["message"] as? String }
    var nextToken: String? { json["nextToken"] as? String }

    func rows(_ key: String) -> [[String: Any]] { json[key] as? [[String: Any]] ?? [] }

    func texts(_ key: String) -> [String] { json[key] as? [String] ?? [] }

    func strings(_ key: String, _ member: String) -> [String] { rows(key).compactMap { $0[member] as? String } }
}

extension SimulatedRegistry {
    /// A registry without signatures, whose clock is fixed.
    convenience init(_ file: RegistryFile) throws {
        try self.init(file, clock: { start })
    }

    /// Sends one call of a service with operation names in a header field.
    func call(_ operation: ECRSimulator.Operation, _ request: [String: Any] = [:]) throws -> Reply {
        let prefix = try #require(operation.service.targetPrefix)
        var head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/")
        head.headerFields[try #require(HTTPField.Name("X-Amz-Target"))] = "\(prefix).\(operation.name)"
        return Reply(answer(to: head, body: try JSONSerialization.data(withJSONObject: request)))
    }

    /// Sends one call by its path.
    func get(_ path: String) -> Reply {
        Reply(answer(to: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path), body: Data()))
    }

    /// Sends one call by its path, with a request in the body.
    func post(_ path: String, _ request: [String: Any] = [:]) throws -> Reply {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: path)
        return Reply(answer(to: head, body: try JSONSerialization.data(withJSONObject: request)))
    }

    /// Sends a request for the simulator itself.
    func control(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") -> Reply {
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/_simulator/\(path)")
        return Reply(answer(to: head, body: Data(body.utf8)))
    }

    /// The digest of an image, by its name in the test's file.
    func digest(_ name: String, in repository: RepositoryName = "app") throws -> ImageDigest {
        try #require(digest(of: name, in: repository))
    }
}

extension RegistryFile {
    /// A registry of one repository, `app`.
    static func app(_ images: [ImageEntry], faults: FaultPlan = FaultPlan()) -> RegistryFile {
        RegistryFile(repositories: [RepositoryEntry("app", images: images)], faults: faults)
    }

    /// A registry of one repository, `app`, with a number of untagged images.
    static func app(count: Int) -> RegistryFile {
        app((0..<count).map { ImageEntry("image-\($0)", pushed: .daysAgo(Double(count - $0))) })
    }
}
