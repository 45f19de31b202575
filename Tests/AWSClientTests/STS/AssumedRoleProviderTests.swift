import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite("An assumed role's credentials", .timeLimit(.minutes(10)))
struct AssumedRoleProviderTests {
    private static let arn = "arn:aws:iam::222222222222:role/cleanup"
    private static let chained = "arn:aws:iam::333333333333:role/further"

    private let clock = SetClock()
    private let registry: SimulatedRegistry

    init() throws {
        let clock = clock
        let key = try #require(FixedCredentials().credentials())
        registry = try SimulatedRegistry(
            RegistryFile(roles: [RoleEntry(Self.arn, externalID: "id/1"), RoleEntry(Self.chained, trusts: [Self.arn])]),
            authentication: .signatures([key]), clock: { clock.now })
    }

    private func client(_ credentials: any CredentialProvider = FixedCredentials()) throws -> STSClient {
        let clock = clock
        return try .forTests(SimulatorTransport(to: registry), credentials: credentials) { clock.now }
    }

    private func provider(
        _ arn: String = arn, externalID: String? = "id/1", client: STSClient? = nil
    ) throws -> CachedCredentialProvider {
        let clock = clock
        let now: @Sendable () -> Date = { clock.now }
        return CachedCredentialProvider(
            AssumedRoleProvider(
                sts: try client ?? self.client(),
                role: AssumedRole(arn: arn, sessionName: "run", externalID: externalID), now: now),
            now: now)
    }

    private func failure(of provider: CachedCredentialProvider) async throws -> CredentialError {
        try #require(await #expect(throws: CredentialError.self) { try await provider.credentials() })
    }

    private var assumptions: Int { registry.calls["sts:AssumeRole"] ?? 0 }

    @Test("sign as the role's session")
    func identity() async throws {
        let identity = try await client(provider()).getCallerIdentity()
        #expect(identity.arn == "arn:aws:sts::222222222222:assumed-role/cleanup/run")
        #expect(identity.account == "222222222222")
    }

    @Test("are fetched once for all who ask at once, and kept")
    func once() async throws {
        let provider = try provider()
        let keys = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<50 { group.addTask { try await provider.credentials()?.accessKeyID } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(assumptions == 1)
    }

    @Test("are fetched anew five minutes before their end")
    func refresh() async throws {
        let provider = try provider()
        let first = try await provider.credentials()
        #expect(first?.expiration == clock.now.addingTimeInterval(3_600))
        clock.advance(by: 3_299)
        #expect(try await provider.credentials() == first)
        clock.advance(by: 1)
        let second = try await provider.credentials()
        #expect(second != first)
        #expect(second?.expiration == clock.now.addingTimeInterval(3_600))
        #expect(assumptions == 2)
    }

    @Test("of a role that another role may assume are fetched anew, and the other's too")
    func chain() async throws {
        let last = try provider(Self.chained, externalID: nil, client: client(provider()))
        let caller = try client(last)
        #expect(try await caller.getCallerIdentity().arn == "arn:aws:sts::333333333333:assumed-role/further/run")
        #expect(assumptions == 2)
        clock.advance(by: 4_000)
        #expect(try await caller.getCallerIdentity().account == "333333333333")
        #expect(assumptions == 4)
    }

    @Test(
        "are refused for a role that does not exist or trusts others, and without its external id",
        arguments: [
            ("arn:aws:iam::222222222222:role/none", "id/1"), (chained, nil), (arn, nil), (arn, "id/2"),
        ] as [(String, String?)])
    func denied(arn: String, externalID: String?) async throws {
        let error = try await failure(of: provider(arn, externalID: externalID))
        #expect(error.source == "the role \(arn)")
        #expect(error.message.hasPrefix("sts:AssumeRole: AccessDenied: User: "))
        #expect(error.nextStep.contains("trust policy"))
    }

    @Test("are an error of the call that they should sign, which names the role")
    func call() async throws {
        let client = try client(provider(externalID: nil))
        let error = try #require(await #expect(throws: AWSError.self) { try await client.getCallerIdentity() })
        #expect(error.code == .credentials)
        #expect(error.message.hasPrefix("the role \(Self.arn): sts:AssumeRole: AccessDenied"))
    }

    @Test("name the role, too, when STS can't be reached")
    func unreachable() async throws {
        registry.faults = FaultPlan([Fault(.connectionCut(afterEffect: false))])
        let error = try await failure(of: provider())
        #expect(error.source == "the role \(Self.arn)")
        #expect(error.message.contains("ConnectionError"))
        #expect(!error.nextStep.contains("trust policy"))
    }

    @Test("are asked for again after a failure")
    func again() async throws {
        registry.faults = FaultPlan([Fault(.accessDenied, of: "sts:AssumeRole", calls: 1)])
        let provider = try provider()
        _ = try await failure(of: provider)
        #expect(try await provider.credentials() != nil)
    }

    @Test("serve on while they last when the role can't be assumed anew, and no longer")
    func failedRefresh() async throws {
        let provider = try provider()
        let first = try await provider.credentials()
        registry.faults = FaultPlan([Fault(.accessDenied, of: "sts:AssumeRole")])
        clock.advance(by: 3_599)
        #expect(try await provider.credentials() == first)
        clock.advance(by: 1)
        #expect(try await failure(of: provider).source == "the role \(Self.arn)")
    }

    @Test("that have ended already are an error that names the role")
    func expired() async throws {
        let transport = SimulatorTransport(to: registry)
        registry.clockOffsetSeconds = -3_600
        let clock = clock
        let behind = try STSClient.forTests(transport) { clock.now.addingTimeInterval(-3_600) }
        let error = try await failure(of: provider(client: behind))
        #expect(error.source == "the role \(Self.arn)")
        #expect(error.message.contains("expired"))
    }

    /// A client that signs with the role's credentials of each run, and the provider of these.
    private func runProvider() throws -> RunCredentialProvider {
        let clock = clock
        return RunCredentialProvider(
            AssumedRoleProvider(
                sts: try client(), role: AssumedRole(arn: Self.arn, externalID: "id/1"), now: { clock.now }),
            now: { clock.now })
    }

    private func session(of run: CallContext, by provider: RunCredentialProvider) async throws -> String {
        let arn = try await client(provider).scoped(to: run).getCallerIdentity().arn
        return String(arn.split(separator: "/").last ?? "")
    }

    @Test(
        "are of a session named after the run, in the characters and the length that AWS allows",
        arguments: [
            ("8476a536-e9f4-11e8-9739-2dfe598c3fcd", "ecr-cleanup-8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
            ("20260131T120000Z", "ecr-cleanup-20260131T120000Z"), ("", "ecr-cleanup-"),
            ("a_b+c=d,e.f@g-h", "ecr-cleanup-a_b+c=d,e.f@g-h"), ("a b:c/d\n", "ecr-cleanup-a-b-c-d-"),
            ("é🐳", "ecr-cleanup---"),
            (String(repeating: "x", count: 52), "ecr-cleanup-" + String(repeating: "x", count: 52)),
            (String(repeating: "x", count: 53), "ecr-cleanup-" + String(repeating: "x", count: 52)),
        ])
    func sessionName(id: String, name: String) async throws {
        #expect(try await session(of: CallContext(runID: id), by: runProvider()) == name)
    }

    @Test("are of a session with the program's name outside any run")
    func noRun() async throws {
        #expect(try await session(of: CallContext(), by: runProvider()) == "ecr-cleanup")
    }

    @Test("are shared within a run, and fetched anew by the next one")
    func runs() async throws {
        let provider = try runProvider()
        for (number, id) in ["first", "second"].enumerated() {
            let run = CallContext(runID: id)
            let keys = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<50 { group.addTask { try await provider.credentials(for: run)?.accessKeyID } }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(keys.count == 1)
            #expect(try await session(of: run, by: provider) == "ecr-cleanup-\(id)")
            #expect(assumptions == number + 1)
        }
    }

    @Test("are fetched by a call of the run, with its counters, and renewed in the same session")
    func counters() async throws {
        let provider = try runProvider()
        let run = CallContext(runID: "one")
        #expect(try await session(of: run, by: provider) == "ecr-cleanup-one")
        clock.advance(by: 4_000)
        #expect(try await session(of: run, by: provider) == "ecr-cleanup-one")
        #expect(run.statistics.snapshot.calls == ["AssumeRole": 2, "GetCallerIdentity": 2])
    }

    @Test("are not waited for beyond the run's deadline, which is the error then")
    func deadline() async throws {
        let client = try client(runProvider()).scoped(to: CallContext(runID: "one", deadline: clock.now))
        let error = try #require(await #expect(throws: AWSError.self) { try await client.getCallerIdentity() })
        #expect(error.code == .deadline)
        #expect(assumptions == 0)
    }
}
