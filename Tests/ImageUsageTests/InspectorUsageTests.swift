import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What Inspector sees in use")
struct InspectorUsageTests {
    private func uses(_ transport: any Transport) async throws -> [ImageUse] {
        try await InspectorUsageSource(client: .forTests(.inspector2, transport)) { present }.uses(in: CallContext())
    }

    private static func registry(
        _ coverage: [InspectorEntry.Coverage], status: String = "ENABLED", faults: [Fault] = []
    ) throws -> SimulatedRegistry {
        try .running(
            WorkloadsEntry(inspector: InspectorEntry(status: status, coverage: coverage)),
            images: ["one", "two", "three", "four", "five"], faults: faults)
    }

    @Test("is what runs now, and what ran in the last 30 days")
    func uses() async throws {
        let registry = try Self.registry([
            .init("ecr:app#one", inUseCount: 2, lastInUse: .daysAgo(0)),
            .init("ecr:app#two", inUseCount: 0, lastInUse: .daysAgo(30), scanStatus: "INACTIVE"),
            .init("ecr:app#three", inUseCount: 0, lastInUse: .daysAgo(30.01)), .init("ecr:app#four"),
            .init("ecr:app#five", inUseCount: 1, lastInUse: .daysAgo(100)),
        ])
        let uses = try await uses(SimulatorTransport(to: registry))
        let byDigest = Dictionary(uniqueKeysWithValues: uses.map { ($0.digest, $0) })
        #expect(try Set(byDigest.keys) == [registry.digest("one"), registry.digest("two"), registry.digest("five")])
        let one = try #require(try byDigest[registry.digest("one")])
        #expect(one.isRunning)
        #expect(one.user == "EKS or ECS, seen by Inspector (in use 2 times, last 2026-01-31T12:00:00Z)")
        #expect(one.reference.registry == .ecr(account: "123456789012", region: "eu-west-1"))
        #expect(one.reference.repository == "app")
        let two = try #require(try byDigest[registry.digest("two")])
        #expect(!two.isRunning)
        #expect(two.user == "EKS or ECS, seen by Inspector (in use 0 times, last 2026-01-01T12:00:00Z)")
        #expect(byDigest[try registry.digest("five")]?.isRunning == true)
        #expect(registry.calls == ["inspector2:BatchGetAccountStatus": 1, "inspector2:ListCoverage": 3])
    }

    @Test("is known of the repositories that it scans continuously, and of no other")
    func repositories() async throws {
        let app = RepositoryEntry("app", images: [ImageEntry("one", tags: ["one"], pushed: .daysAgo(2))])
        let left = RepositoryEntry("left-out", images: [ImageEntry("two", tags: ["two"], pushed: .daysAgo(2))])
        let inspector = InspectorEntry(status: "ENABLED", coverage: [.init("ecr:app#one")])
        let registry = try SimulatedRegistry(
            RegistryFile(repositories: [app, left], workloads: WorkloadsEntry(inspector: inspector)),
            clock: { present })
        let source = InspectorUsageSource(client: try .forTests(.inspector2, SimulatorTransport(to: registry))) {
            present
        }
        let answer = try await source.answer(in: CallContext())
        #expect(answer.uses.isEmpty)
        #expect(
            answer.repositories == [.init("app", in: .ecr(account: "123456789012", region: "eu-west-1"))])
    }

    @Test("is read to the last page")
    func pages() async throws {
        let app = RepositoryEntry("app", generate: ImageSeries(count: 450))
        let inspector = InspectorEntry(
            status: "ENABLED", coverage: [.init("ecr:app#generated-0-{n}", inUseCount: 1, count: 450)])
        let registry = try SimulatedRegistry(
            RegistryFile(repositories: [app], workloads: WorkloadsEntry(inspector: inspector)), clock: { present })
        #expect(try await Set(uses(SimulatorTransport(to: registry)).map(\.digest)).count == 450)
        #expect(registry.calls["inspector2:ListCoverage"] == 5)
    }

    @Test(
        "is not known where Inspector is not enabled for ECR",
        arguments: ["DISABLED", "ENABLING", "DISABLING", "SUSPENDED"])
    func notEnabled(status: String) async throws {
        let registry = try Self.registry([.init("ecr:app#one", inUseCount: 2)], status: status)
        let error = try await failure { try await uses(SimulatorTransport(to: registry)) }
        #expect(error.code == "InspectorNotEnabled")
        #expect(error.message.contains("not enabled for ECR in the account 123456789012 (its status is \(status))"))
        #expect(registry.calls["inspector2:ListCoverage"] == nil)
    }

    @Test(
        "is not known when a call is refused or fails for good",
        arguments: [
            Fault(.accessDenied, of: "inspector2:BatchGetAccountStatus"),
            Fault(.accessDenied, of: "inspector2:ListCoverage"),
            Fault(.accessDenied, of: "inspector2:ListCoverage", firstCall: 2),
            Fault(.throttling, of: "inspector2:ListCoverage", firstCall: 2),
            Fault(.connectionCut(afterEffect: true), of: "inspector2:ListCoverage", firstCall: 2),
            Fault(.truncatedBody, of: "inspector2:ListCoverage"),
            Fault(.serverError(status: 503, hasJSONBody: false), of: "inspector2:BatchGetAccountStatus"),
        ])
    func faults(fault: Fault) async throws {
        let registry = try Self.registry([.init("ecr:app#one", inUseCount: 1)], faults: [fault])
        let error = try await failure { try await uses(SimulatorTransport(to: registry)) }
        #expect(error.operation == fault.operation?.description)
        if fault.kind == .accessDenied { #expect(error.code == "AccessDeniedException") }
    }
}

extension InspectorUsageTests {
    private static let enabled =
        #"{"accounts":[{"accountId":"123456789012","resourceState":{"ecr":{"status":"ENABLED"}}}],"failedAccounts":[]}"#
    private static let arn =
        "arn:aws:ecr:eu-west-1:123456789012:repository/team-a/app/sha256:" + String(repeating: "a", count: 64)

    /// A page of coverage without resources.
    private static let none = #"{"coveredResources":[]}"#

    private func uses(status: String = enabled, _ listings: String...) async throws -> [ImageUse] {
        let answers = [status, Self.none] + listings
        return try await uses(StubTransport(answers.map { .success(TransportResponse(.ok, text: $0)) }))
    }

    @Test("is asked for by these requests")
    func requests() async throws {
        let answers = [Self.enabled, Self.none, #"{"coveredResources":[],"nextToken":"t"}"#, Self.none, Self.none]
        let transport = StubTransport(answers.map { .success(TransportResponse(.ok, text: $0)) })
        #expect(try await uses(transport).isEmpty)
        #expect(
            transport.requests.map(\.head.path) == [
                "/status/batch/get", "/coverage/list", "/coverage/list", "/coverage/list", "/coverage/list",
            ])
        let type = #""resourceType":[{"comparison":"EQUALS","value":"AWS_ECR_CONTAINER_IMAGE"}]"#
        let repositories = type.replacing("CONTAINER_IMAGE", with: "REPOSITORY")
        let bodies = try transport.requests.map {
            let json = try JSONSerialization.jsonObject(with: $0.body)
            return String(
                decoding: try JSONSerialization.data(withJSONObject: json, options: .sortedKeys), as: UTF8.self)
        }
        #expect(
            bodies == [
                "{}",
                #"{"filterCriteria":{\#(repositories),"scanStatusCode":[{"comparison":"EQUALS","value":"ACTIVE"}]},"#
                    + #""maxResults":200}"#,
                #"{"filterCriteria":{"ecrImageInUseCount":[{"lowerInclusive":1}],\#(type)},"maxResults":200}"#,
                #"{"filterCriteria":{"ecrImageInUseCount":[{"lowerInclusive":1}],\#(type)},"maxResults":200,"#
                    + #""nextToken":"t"}"#,
                #"{"filterCriteria":{"ecrImageLastInUseAt":[{"startInclusive":1767268800}],\#(type)},"#
                    + #""maxResults":200}"#,
            ])
    }

    @Test(
        "is not known where Inspector does not say whether it is enabled",
        arguments: [
            (#"{"accounts":[]}"#, "does not say whether it is enabled for ECR"),
            (
                #"{"accounts":[],"failedAccounts":[{"accountId":"1","errorCode":"ACCESS_DENIED","errorMessage":"no"}]}"#,
                "in the account 1 (ACCESS_DENIED: no)"
            ),
        ])
    func unknownStatus(status: String, message: String) async throws {
        let error = try await failure { try await uses(status: status) }
        #expect(error.code == "InspectorNotEnabled")
        #expect(error.message.contains(message))
    }

    @Test("never pages in a circle")
    func circle() async throws {
        let page = #"{"coveredResources":[],"nextToken":"t"}"#
        let error = try await failure { try await uses(page, page) }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "inspector2:ListCoverage")
    }

    @Test("names the image by its ARN, and says no more than Inspector does")
    func image() async throws {
        let listing = #"{"coveredResources":[{"resourceId":"\#(Self.arn)"}]}"#
        let use = try #require(try await uses(listing, listing).first)
        #expect(use.reference.repository == "team-a/app")
        #expect(try use.digest == digest("a"))
        #expect(use.isRunning)
        #expect(use.user == "EKS or ECS, seen by Inspector")
    }

    @Test(
        "is not known where a listed resource is no image",
        arguments: [
            "", "i-0123456789abcdef0", "arn:aws:ecr:eu-west-1:123456789012:repository/app",
            arn.replacing("arn:", with: "urn:"), arn.replacing("arn:aws:", with: "arn::"),
            arn.replacing(":ecr:", with: ":ecr-public:"), arn.replacing("eu-west-1", with: ""),
            arn.replacing("123456789012", with: "12345678901"), arn.replacing("123456789012", with: "12345678901x"),
            arn.replacing("repository/", with: "image/"), arn.replacing("repository/", with: ""),
            arn.replacing("team-a/app/", with: ""), arn.replacing("team-a/app", with: "team-a//app"),
            arn.replacing("team-a", with: "Team-A"), arn.replacing("/sha256:", with: ":sha256:"),
            String(arn.dropLast()), arn + "0", arn + "/", arn.replacing("sha256", with: "sha512"),
        ])
    func foreign(id: String) async throws {
        let error = try await failure {
            try await uses(Self.none, #"{"coveredResources":[{"resourceId":"\#(id)"}]}"#)
        }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "inspector2:ListCoverage")
    }

    @Test(
        "is known of a repository only if Inspector says that it scans it continuously",
        arguments: [
            (#""ACTIVE""#, #""CONTINUOUS_SCAN""#, true), (#""ACTIVE""#, #""SCAN_ON_PUSH""#, false),
            (#""ACTIVE""#, #""MANUAL""#, false), (#""ACTIVE""#, "null", false), (#""ACTIVE""#, #""WEEKLY""#, false),
            (#""INACTIVE""#, #""CONTINUOUS_SCAN""#, false), ("null", #""CONTINUOUS_SCAN""#, false),
        ])
    func scanFrequency(status: String, frequency: String, isCovered: Bool) async throws {
        let listing =
            #"{"coveredResources":[{"resourceId":"arn:aws:ecr:eu-west-1:123456789012:repository/app","#
            + #""scanStatus":{"statusCode":\#(status)},"#
            + #""resourceMetadata":{"ecrRepository":{"name":"app","scanFrequency":\#(frequency)}}}]}"#
        let answers = [Self.enabled, listing, Self.none, Self.none].map {
            Result<TransportResponse, any Error>.success(.init(.ok, text: $0))
        }
        let source = InspectorUsageSource(client: try .forTests(.inspector2, StubTransport(answers))) { present }
        #expect(try await source.answer(in: CallContext()).repositories?.isEmpty == !isCovered)
    }

    @Test("is not known where a listed resource is no repository", arguments: ["", "i-0123456789abcdef0", arn])
    func foreignRepository(id: String) async throws {
        let listing = #"{"coveredResources":[{"resourceId":"\#(id)"}]}"#
        let error = try await failure {
            try await uses(
                StubTransport([Self.enabled, listing].map { .success(TransportResponse(.ok, text: $0)) }))
        }
        #expect(error.code == .malformedResponse)
    }

    @Test(
        "is of any partition and account",
        arguments: [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-eusc", "eusc-de-east-1")])
    func partitions(partition: String, region: String) async throws {
        let id = Self.arn.replacing("arn:aws:", with: "arn:\(partition):").replacing("eu-west-1", with: region)
            .replacing("123456789012", with: "210987654321")
        let uses = try await uses(Self.none, #"{"coveredResources":[{"resourceId":"\#(id)"}]}"#)
        #expect(uses.map(\.reference.registry) == [.ecr(account: "210987654321", region: region)])
        #expect(uses.map(\.isRunning) == [false])
    }
}
