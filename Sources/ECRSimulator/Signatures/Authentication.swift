import AWSClient
import Essentials
import HTTPTypes
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
        try SignatureCheck(
            credentials: credentials + sessions.values.map(\.credentials), regions: regions(of: service),
            service: service, now: now
        )
        .verify(call.head, call.request.body)
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
        case .ecr, .ecs, .lambda, .inspector2, .batch: file.regions
        }
    }
}
