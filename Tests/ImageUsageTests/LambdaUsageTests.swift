import AWSClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Synchronization
import TestSupport
import Testing

@Suite("What Lambda uses")
struct LambdaUsageTests {
    private static let repository = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"
    private static let function = FunctionEntry(
        "resize", image: "ecr:app:three",
        versions: [.init(1, image: "ecr:app:two", digest: .of("one")), .init(2, image: "ecr:app:gone")],
        aliases: [.init("live", version: "1", weights: ["2": 0.1])])

    private func uses(_ transport: any Transport, _ context: CallContext = CallContext()) async throws -> [ImageUse] {
        try await LambdaUsageSource(client: .forTests(.lambda, transport)).uses(in: context)
    }

    private func uses(
        _ functions: [FunctionEntry], faults: [Fault] = []
    ) async throws -> (uses: [ImageUse], calls: [ECRSimulator.Operation: Int]) {
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(functions: functions), images: ["one", "two", "three"], faults: faults)
        return (try await uses(SimulatorTransport(to: registry)), registry.calls)
    }

    @Test("is the image of each version, by the name it was given and by the digest that it had then")
    func versions() async throws {
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(functions: [Self.function, FunctionEntry("archive")]), images: ["one", "two", "three"])
        let uses = try await uses(SimulatorTransport(to: registry))
        #expect(uses.map(\.user) == ["$LATEST", "1", "2"].map { "Lambda function resize:\($0)" })
        #expect(uses.map(\.reference.tag) == ["three", "two", "gone"])
        #expect(try uses.map(\.digest) == [registry.digest("three"), registry.digest("one"), nil])
        #expect(uses.map(\.isRunning) == [true, true, true])
        #expect(uses.allSatisfy { $0.reference.registry == .ecr(account: "123456789012", region: "eu-west-1") })
        #expect(registry.calls == ["lambda:ListFunctions": 1, "lambda:GetFunction": 3])
    }

    @Test("is asked for in one call for each image, and one for each fifty functions", .timeLimit(.minutes(10)))
    func callCount() async throws {
        let statistics = CallStatistics()
        let many = FunctionEntry("function-{n}", image: "ecr:app:one", count: 3_000)
        // Each pair of faults affects a call at most twice, which leaves its third attempt.
        let faults = (1...25).map {
            Fault(.throttling, of: "lambda:GetFunction", firstCall: $0 * 100, calls: 2)
        }
        let registry = try SimulatedRegistry.running(WorkloadsEntry(functions: [many]), images: ["one"], faults: faults)
        let uses = try await uses(SimulatorTransport(to: registry), CallContext(statistics: statistics))
        #expect(Set(uses.map(\.user)).count == 3_000)
        #expect(try Set(uses.map(\.digest)) == [registry.digest("one")])
        #expect(statistics.snapshot.calls == ["ListFunctions": 60, "GetFunction": 3_050])
        #expect(statistics.snapshot.retries == 50)
    }

    @Test("lacks what is gone since it was listed, and nothing else")
    func vanished() async throws {
        let other = FunctionEntry("other", image: "ecr:app:one")
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(functions: [Self.function, other]), images: ["one", "two", "three"])
        registry.on(.after, call: 1, of: "lambda:ListFunctions") {
            try? $0.setWorkloads(WorkloadsEntry(functions: [other]))
        }
        #expect(try await uses(SimulatorTransport(to: registry)).map(\.user) == ["Lambda function other:$LATEST"])
    }

    @Test(
        "is not known when a call is refused or fails for good",
        arguments: [
            Fault(.accessDenied, of: "lambda:ListFunctions"), Fault(.accessDenied, of: "lambda:GetFunction"),
            Fault(.accessDenied, of: "lambda:ListFunctions", firstCall: 2),
            Fault(.accessDenied, of: "lambda:GetFunction", firstCall: 70, calls: 1),
            Fault(.throttling, of: "lambda:ListFunctions", firstCall: 2), Fault(.throttling, of: "lambda:GetFunction"),
            Fault(.connectionCut(afterEffect: false), of: "lambda:ListFunctions", firstCall: 2),
            Fault(.truncatedBody, of: "lambda:GetFunction", firstCall: 30),
            Fault(.serverError(status: 500), of: "lambda:ListFunctions", firstCall: 2),
        ])
    func faults(fault: Fault) async throws {
        let many = FunctionEntry("function-{n}", image: "ecr:app:one", count: 80)
        let error = try await failure { try await uses([many], faults: [fault]) }
        #expect(error.operation == fault.operation?.description)
        if fault.kind == .accessDenied { #expect(error.code == "AccessDeniedException") }
    }

    @Test("is kept of published versions, and asked again of what may change")
    func keptVersions() async throws {
        let versions = [("$LATEST", "a"), ("1", "b"), ("2", "c")].map { version, hash in
            #"{"FunctionName":"f","FunctionArn":"arn:f:\#(version)","Version":"\#(version)","PackageType":"Image","#
                + #""CodeSha256":"\#(hash)"}"#
        }
        let asked = Mutex<[String]>([])
        let resolved = "sha256:" + String(repeating: "a", count: 64)
        let transport = StubTransport { request, _ in
            guard let path = request.head.path, path.contains("Qualifier=") else {
                return TransportResponse(.ok, text: #"{"Functions":[\#(versions.joined(separator: ","))]}"#)
            }
            asked.withLock { $0.append(String(path.suffix(1))) }
            return TransportResponse(
                .ok,
                text:
                    #"{"Code":{"ImageUri":"\#(Self.repository):v1","ResolvedImageUri":"\#(Self.repository)@\#(resolved)"}}"#
            )
        }
        let source = LambdaUsageSource(client: try .forTests(.lambda, transport))
        let first = try await source.uses(in: CallContext())
        #expect(first.count == 3 && asked.withLock { $0.count } == 3)
        #expect(Set(try await source.uses(in: CallContext())) == Set(first))
        #expect(asked.withLock { $0.count } == 4)
    }

    @Test("is asked about a few versions at a time", .timeLimit(.minutes(10)))
    func width() async throws {
        let functions = (1...40).map { Self.listed("f\($0)") }.joined(separator: ",")
        let underWay = Mutex((now: 0, most: 0))
        let transport = StubTransport { request, _ in
            guard request.head.path?.contains("Qualifier=") == true else {
                return TransportResponse(.ok, text: #"{"Functions":[\#(functions)]}"#)
            }
            underWay.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            // No call is answered before the limit of concurrent calls is reached.
            while underWay.withLock({ $0.most }) < 4 { await Task.yield() }
            for _ in 0..<20 { await Task.yield() }
            underWay.withLock { $0.now -= 1 }
            return TransportResponse(.ok, text: #"{"Code":{"ImageUri":"\#(Self.repository):v1"}}"#)
        }
        #expect(try await uses(transport).count == 40)
        #expect((5...16).contains(underWay.withLock { $0.most }))
    }
}

extension LambdaUsageTests {
    private static func listed(_ name: String, type: String = #""Image""#) -> String {
        #"{"FunctionName":"\#(name)","Version":"$LATEST","PackageType":\#(type)}"#
    }

    /// The uses by one function, as GetFunction describes it.
    private func uses(_ code: String, type: String = #""Image""#) async throws -> [ImageUse] {
        try await uses(
            StubTransport([
                .success(TransportResponse(.ok, text: #"{"Functions":[\#(Self.listed("f", type: type))]}"#)),
                .success(TransportResponse(.ok, text: #"{"Code":\#(code)}"#)),
            ]))
    }

    @Test("is asked for by these requests")
    func requests() async throws {
        let transport = StubTransport([
            .success(TransportResponse(.ok, text: #"{"Functions":[\#(Self.listed("f"))],"NextMarker":"a/b="}"#)),
            .success(TransportResponse(.ok, text: #"{"Functions":[],"NextMarker":""}"#)),
            .success(TransportResponse(.ok, text: #"{"Code":{"ImageUri":"\#(Self.repository):v1"}}"#)),
        ])
        _ = try await uses(transport)
        #expect(transport.requests.map(\.head.method) == [.get, .get, .get])
        #expect(
            transport.requests.map(\.head.path) == [
                "/2015-03-31/functions?FunctionVersion=ALL&MaxItems=50",
                "/2015-03-31/functions?FunctionVersion=ALL&MaxItems=50&Marker=a%2Fb%3D",
                "/2015-03-31/functions/f?Qualifier=%24LATEST",
            ])
    }

    @Test("never pages in a circle")
    func circle() async throws {
        let transport = StubTransport { _, _ in TransportResponse(.ok, text: #"{"Functions":[],"NextMarker":"x"}"#) }
        let error = try await failure { try await uses(transport) }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "lambda:ListFunctions")
        #expect(transport.requests.count == 2)
    }

    @Test("counts by the name where Lambda has found no digest, and by the digest where it gives no name")
    func partly() async throws {
        let named = try #require(try await uses(#"{"ImageUri":"\#(Self.repository):v1"}"#).first)
        #expect(named.reference.tag == "v1")
        #expect(named.digest == nil)
        let resolved = "\(Self.repository)@\(try digest("a"))"
        let found = try #require(try await uses(#"{"ResolvedImageUri":"\#(resolved)"}"#).first)
        #expect(try found.digest == digest("a"))
    }

    @Test("is an image where a function of no known type has one", arguments: ["null", #""Layered""#])
    func unknownType(type: String) async throws {
        #expect(try await uses(#"{"ImageUri":"\#(Self.repository):v1"}"#, type: type).count == 1)
        #expect(try await uses(#"{"Location":"https://code.example/f.zip"}"#, type: type).isEmpty)
    }

    @Test(
        "is not known where an image can't be told",
        arguments: [
            "{}", #"{"ImageUri":"ghcr.io/a/b:v1"}"#, #"{"ImageUri":""}"#,
            #"{"ImageUri":"\#(repository):v1","ResolvedImageUri":"\#(repository)@sha256:12"}"#,
            #"{"ImageUri":"\#(repository):v1","ResolvedImageUri":"\#(repository):v1"}"#,
        ])
    func unreadable(code: String) async throws {
        let error = try await failure { try await uses(code) }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "lambda:GetFunction")
        #expect(error.message.contains("f:$LATEST"))
    }

    @Test("is not known from an answer that has no list", arguments: ["{}", #"{"Functions":[{"FunctionName":"f"}]}"#])
    func noList(text: String) async throws {
        let error = try await failure { try await uses(StubTransport { _, _ in TransportResponse(.ok, text: text) }) }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "lambda:ListFunctions")
    }
}
