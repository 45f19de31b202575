import AWSClient
import Essentials
import HTTPTypes
import Synchronization

extension SimulatedRegistry {
    /// Refuses a request that is not signed as it must be, or by a session that has ended.
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

    /// Where a call goes: to the caller's account, and to the region that it is signed for.
    ///
    /// Where signatures are not looked at, a region that the file does not have stands for the file's own.
    func location(
        of service: Service, account: String, _ authorization: SigV4Signer.Authorization?
    ) -> Location {
        let region = authorization.map(\.region).flatMap { regions(of: service).contains($0) ? $0 : nil }
        return Location(account: account, region: region ?? (service == .ecrPublic ? "us-east-1" : file.region))
    }

    /// The regions that a service answers in: those of the file.
    ///
    /// In a region where nothing was ever set up an account has nothing, and nothing in use. So a client that asks in a
    /// wrong region is refused here, and not given an empty list.
    private func regions(of service: Service) -> Set<String> {
        switch service {
        case .ecrPublic: ["us-east-1"]
        // Its global endpoint is in us-east-1.
        case .sts: file.regions.union(["us-east-1"])
        case .ecr, .ecs, .lambda, .inspector2, .batch: file.regions
        }
    }
}
