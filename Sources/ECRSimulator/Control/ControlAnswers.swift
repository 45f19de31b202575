import Essentials
import HTTPTypes
import ImageModel

/// The answers to requests for the simulator itself, over HTTP.
extension SimulatedRegistry {
    /// The prefix of the paths of the simulator's own requests.
    static let controlPrefix = "/_simulator/"

    /// Answers a request for the simulator itself.
    ///
    /// The requests are `GET calls`, `GET registry`, `POST workloads`, `POST faults`, `POST previews`, `POST clock`,
    /// `POST restores` and `POST reset`. They need no signature, count as no calls, and meet no faults.
    func control(_ method: HTTPRequest.Method, _ name: String, _ body: Data) -> SimulatedAnswer {
        do {
            switch (method, name) {
            case (.get, "calls"):
                return try controlAnswer(Dictionary(uniqueKeysWithValues: calls.map { ($0.key.description, $0.value) }))
            case (.get, "registry"): return try controlAnswer(RegistryView(self))
            case (.post, "workloads"):
                let setting = try decode(WorkloadsSetting.self, body)
                try setWorkloads(
                    setting.workloads,
                    at: Location(account: setting.account ?? file.registryID, region: setting.region ?? file.region))
            case (.post, "faults"): faults = try decode(FaultPlan.self, body)
            case (.post, "previews"): lifecyclePreviews = try decode(LifecyclePreviews.self, body)
            case (.post, "clock"): clockOffsetSeconds = try decode(ClockSetting.self, body).offsetSeconds
            case (.post, "restores"): completeRestores()
            case (.post, "reset"): try reset()
            default:
                return try controlAnswer(
                    [
                        "error":
                            "There are GET calls and registry, POST workloads, faults, previews, clock, restores and reset"
                    ],
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

private struct WorkloadsSetting: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case registryId, region, workloads }

    var account: String?
    var region: String?
    var workloads: WorkloadsEntry

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        account = try container.decodeIfPresent(String.self, forKey: .registryId)
        region = try container.decodeIfPresent(String.self, forKey: .region)
        workloads = try container.decode(WorkloadsEntry.self, forKey: .workloads)
    }
}
