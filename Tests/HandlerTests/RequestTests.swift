import Cleanup
import Foundation
import ImageModel
import Logging
import Retention
import Testing

@testable import Handler

@Suite("What a run is asked to do")
struct RequestTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func request(
        _ event: String, environment: [String: String] = [:], options: RunOptions = RunOptions()
    ) throws -> CleanupRequest {
        try ConfigurationTests.configuration(environment)
            .request(for: try Event(Data(event.utf8)), policy: .event(.builtIn), options: options, logger: logger)
    }

    @Test("what an event leaves open is as it is configured")
    func defaults() throws {
        let request = try request("{}")
        #expect(request.policy == .builtIn)
        #expect(request.action == .clean)
        #expect(request.narrowing.isEmpty)
        #expect(request.registryID == nil)
        #expect(request.maximumImages == nil)
        #expect(request.detail == .selected)
        #expect(request.trigger == Trigger(.manual))
    }

    @Test("an event narrows the run")
    func narrowing() throws {
        let request = try request(
            #"{"repositories":["a/*"],"maxImages":3,"detail":"none","action":"listRepositories"}"#)
        #expect(request.narrowing == [NamePatterns(["a/*"])])
        #expect(request.maximumImages == 3)
        #expect(request.detail == .none)
        #expect(request.action == .listRepositories)
        #expect(try self.request(#"{"repositories":[]}"#).narrowing == [NamePatterns([])])
    }

    @Test("exact bytes are counted if the event or the caller asks for them")
    func exactBytes() throws {
        #expect(try !request("{}").countsExactBytes)
        #expect(try !request(#"{"exactBytes":false}"#).countsExactBytes)
        #expect(try request(#"{"exactBytes":true}"#).countsExactBytes)
        #expect(try request("{}", options: RunOptions(countsExactBytes: true)).countsExactBytes)
    }

    private func push(region: String = "eu-west-1") -> String {
        #"{"source":"aws.ecr","detail-type":"ECR Image Action","account":"123456789012","region":"\#(region)","detail":"#
            + #"{"action-type":"PUSH","result":"SUCCESS","repository-name":"team-a/app"}}"#
    }

    @Test("a push narrows the run to its repository in its registry")
    func push() throws {
        let request = try request(push())
        #expect(request.narrowing == [NamePatterns(["team-a/app"])])
        #expect(request.registryID == "123456789012")
    }

    @Test("a push in another region is refused, since that registry is not this one")
    func otherRegion() throws {
        let error = #expect(throws: InvalidEvent.self) { try request(push(region: "eu-west-2")) }
        #expect(error?.description.contains("eu-west-2") == true)
        #expect(error?.description.contains("eu-west-1") == true)
    }

    @Test(
        "the command line says how much is shown, then the event",
        arguments: [
            (nil, "{}", Detail.selected), (nil, #"{"detail":"all"}"#, .all),
            (.some(.none), #"{"detail":"all"}"#, .none),
            (.all, #"{"detail":"none"}"#, .all),
        ] as [(Detail?, String, Detail)])
    func detail(option: Detail?, event: String, shown: Detail) throws {
        #expect(try request(event, options: RunOptions(detail: option)).detail == shown)
        let options = RunOptions(detail: option, keepsEveryImage: true)
        #expect(try request(event, options: options).detail == .all)
        let configuration = try ConfigurationTests.configuration()
        #expect(configuration.shownDetail(for: try Event(Data(event.utf8)), options: options) == shown)
    }

    @Test(
        "a run ends a tenth of its time before the deadline, by half a second at least and ten at most",
        arguments: [(3.0, 0.5), (5, 0.5), (60, 6), (100, 10), (900, 10), (0.2, 0.5), (-5, 0.5)])
    func margin(time: TimeInterval, margin: TimeInterval) {
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        let deadline = now + time
        #expect(abs(deadline.timeIntervalSince(CleanupRunner.end(before: deadline, from: now)) - margin) < 0.001)
    }
}
