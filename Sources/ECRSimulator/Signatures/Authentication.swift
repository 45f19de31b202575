import AWSClient
import Essentials
import HTTPTypes
import ImageModel
import Synchronization

extension SimulatedRegistry {
    /// Refuses an expired session, and a missing or invalid signature.
    func authenticate(_ call: Call, now: Date) throws {
        let service = call.request.operation.service
        let sessions = state.withLock { $0.sessions }
        if let authorization = call.head.headerFields[.authorization].flatMap({ SigV4Signer.Authorization($0) }),
            let session = sessions[authorization.accessKeyID], session.expires <= now
        {
            throw ServiceError.expiredToken
        }
        guard case .signatures(let credentials) = authentication else { return }
        if call.request.isForKubernetes {
            return try authenticate(token: call, credentials + sessions.values.map(\.credentials), now: now)
        }
        try SignatureCheck(
            credentials: credentials + sessions.values.map(\.credentials), regions: regions(of: service),
            service: service, now: now
        )
        .verify(call.head, call.request.body)
    }

    /// Refuses a token for another cluster, of unknown credentials, or of another time.
    private func authenticate(token call: Call, _ credentials: [Credentials], now: Date) throws {
        let text = String((call.head.headerFields[.authorization] ?? "").dropFirst("Bearer ".count))
        let signed = FormParameters.read(Self.url(ofToken: text) ?? "")
        let scope = (signed["X-Amz-Credential"] ?? "").split(separator: "/").map(String.init)
        guard scope.count == 5, let region = Region(scope[2]),
            let date = signed["X-Amz-Date"].flatMap({ SigV4Signer.Timestamp($0) })?.date,
            (-300...900).contains(now.timeIntervalSince(date)),
            let credentials = credentials.first(where: { $0.accessKeyID == scope[0] }),
            let cluster = call.request.parameters["cluster"],
            text
                == (try EKSToken(
                    cluster: cluster, credentials: credentials,
                    sts: try EndpointResolver(environment: [:]).publicEndpoint(for: .sts, in: region), at: date)).text
        else { throw ServiceError(status: 401, code: "Unauthorized", message: "Unauthorized") }
    }

    /// The URL in a token; `nil` for any other text.
    private static func url(ofToken text: String) -> String? {
        guard text.hasPrefix("k8s-aws-v1.") else { return nil }
        let digits = text.dropFirst("k8s-aws-v1.".count).replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - digits.count % 4) % 4)
        return Data(base64Encoded: digits + padding).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The location of a call: the caller's account, and the signature's region.
    ///
    /// If signatures are not checked, an unknown region means the file's own.
    func location(
        of service: Service, account: String, _ authorization: SigV4Signer.Authorization?
    ) -> Location {
        let region = authorization.map(\.region).flatMap { regions(of: service).contains($0) ? $0 : nil }
        return Location(account: account, region: region ?? (service == .ecrPublic ? "us-east-1" : file.region))
    }

    /// The regions of the file in which a service answers.
    ///
    /// An account has no workloads in an unknown region. A client in a wrong region is refused there, so that it does
    /// not trust an empty list.
    private func regions(of service: Service) -> Set<String> {
        switch service {
        case .ecrPublic: ["us-east-1"]
        // STS's global endpoint is in us-east-1.
        case .sts: file.regions.union(["us-east-1"])
        default: file.regions
        }
    }
}
