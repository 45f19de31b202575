import ImageModel

extension FaultPlan: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case seed, faults }

    /// Decodes the JSON form; an unknown key is an error.
    ///
    /// The form is `{"seed": 7, "faults": [ … ]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0,
            try container.decodeIfPresent([Fault].self, forKey: .faults) ?? [])
    }
}

extension Fault: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, operation, account, region, firstCall, calls, probability
        case status, json, takesEffect, milliseconds, digest, code, reason, callsPerSecond, burst
    }

    /// The kinds by their JSON names, each with its additional keys.
    private static let keysOfKinds: [String: Set<CodingKeys>] = [
        "throttling": [], "connectionCutBefore": [], "connectionCutAfter": [], "truncatedBody": [], "expiredToken": [],
        "accessDenied": [],
        "serverError": [.status, .json, .takesEffect], "latency": [.milliseconds],
        "rateLimit": [.callsPerSecond, .burst],
        "itemFailure": [.digest, .code, .reason],
    ]

    /// Decodes one fault; a key unknown to its kind is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .kind)
        guard let ownKeys = Self.keysOfKinds[name] else {
            throw container.error(.kind, "is none of \(Self.keysOfKinds.keys.sorted().joined(separator: ", "))")
        }
        let common: Set<CodingKeys> = [.kind, .operation, .account, .region, .firstCall, .calls, .probability]
        if let key = container.allKeys.first(where: { !ownKeys.contains($0) && !common.contains($0) }) {
            throw container.error(key, "is not a key of \(name)")
        }
        self.init(
            try Self.kind(name, container),
            of: try container.decodeIfPresent(String.self, forKey: .operation).map { Operation($0) },
            account: try container.decodeIfPresent(String.self, forKey: .account),
            region: try container.decodeIfPresent(String.self, forKey: .region),
            firstCall: try container.number(.firstCall, in: 1...Int.max) ?? 1,
            calls: try container.number(.calls, in: 1...Int.max),
            probability: try container.number(.probability, in: 0...1) ?? 1)
    }

    private static func kind(_ name: String, _ container: KeyedDecodingContainer<CodingKeys>) throws -> Kind {
        switch name {
        case "throttling": .throttling
        case "connectionCutBefore": .connectionCut(afterEffect: false)
        case "connectionCutAfter": .connectionCut(afterEffect: true)
        case "truncatedBody": .truncatedBody
        case "expiredToken": .expiredToken
        case "accessDenied": .accessDenied
        case "latency": .latency(milliseconds: try container.requiredNumber(.milliseconds, in: 0...3_600_000))
        case "rateLimit":
            .rateLimit(
                RateLimit(
                    callsPerSecond: try container.requiredNumber(.callsPerSecond, in: 0.001...1_000_000),
                    burst: try container.number(.burst, in: 1...1_000_000)))
        case "serverError":
            .serverError(
                status: try container.number(.status, in: 500...599) ?? 500,
                hasJSONBody: try container.decodeIfPresent(Bool.self, forKey: .json) ?? true,
                takesEffect: try container.decodeIfPresent(Bool.self, forKey: .takesEffect) ?? false)
        default:
            .itemFailure(
                ItemFailure(
                    digest: try container.decodeIfPresent(ImageDigest.self, forKey: .digest),
                    code: try container.decode(String.self, forKey: .code),
                    reason: try container.decodeIfPresent(String.self, forKey: .reason)
                        ?? "Failed on request of the simulator's user"))
        }
    }
}
