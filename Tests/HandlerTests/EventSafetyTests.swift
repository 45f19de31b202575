import Cleanup
import Foundation
import ImageModel
import ImageUsage
import Logging
import Retention
import Testing

@testable import Handler

/// The event's overrides against the configured settings.
@Suite("An event can only make a run safer")
struct EventSafetyTests {
    /// A setting of `DRY_RUN` and `--delete`.
    struct Setting: CustomTestStringConvertible {
        let variable: String?
        let option: Bool
        let deletes: Bool

        var testDescription: String { "DRY_RUN=\(variable ?? "unset")\(option ? " --delete" : "")" }
    }

    private static let settings = [
        Setting(variable: nil, option: false, deletes: false), Setting(variable: "", option: false, deletes: false),
        Setting(variable: "true", option: false, deletes: false),
        Setting(variable: "False", option: false, deletes: false),
        Setting(variable: "false", option: false, deletes: true), Setting(variable: nil, option: true, deletes: true),
        Setting(variable: "true", option: true, deletes: true), Setting(variable: "false", option: true, deletes: true),
    ]

    private static let configured = Policy(
        sections: [Policy.Section(name: "configured", repositories: NamePatterns(["team-*/*"]), rules: [])],
        protection: Protection(newest: 9), limits: Limits(maximumImages: 100))
    private static let document = #"{"policies":[{"name":"event","repositories":["*"]}],"limits":{"maxImages":200}}"#
    private static let ofEvent = Policy(
        sections: [
            Policy.Section(
                name: "event", repositories: .all, rules: [],
                protection: Protection(inUse: [.ecs, .lambda, .schedules]))
        ], limits: Limits(maximumImages: 200))

    /// The effect of one event, if accepted.
    struct Row: CustomTestStringConvertible {
        let event: String
        /// Whether the run may delete if the configuration allows it.
        var maySwitchOn = true
        /// Whether the event is refused when the run would delete.
        var isRefusedWhereDeleting = false
        var narrowing: [[String]] = []
        /// The most images, the configured limit included.
        var maximumImages = 100
        var policy = EventSafetyTests.configured

        var testDescription: String { event }
    }

    private static let rows = [
        Row(event: "{}"),
        Row(event: #"{"dryRun":true}"#, maySwitchOn: false),
        Row(event: #"{"dryRun":false}"#),
        Row(event: #"{"repositories":["team-a/*","web"]}"#, narrowing: [["team-a/*", "web"]]),
        Row(event: #"{"repositories":["*"]}"#, narrowing: [["*"]]),
        Row(event: #"{"repositories":[]}"#, narrowing: [[]]),
        Row(event: #"{"maxImages":3}"#, maximumImages: 3),
        Row(event: #"{"maxImages":0}"#, maximumImages: 0),
        Row(event: #"{"maxImages":1000}"#, maximumImages: 100),
        Row(event: #"{"action":"clean","detail":"all"}"#),
        Row(
            event: #"{"dryRun":true,"repositories":["a"],"maxImages":7}"#, maySwitchOn: false, narrowing: [["a"]],
            maximumImages: 7),
        Row(event: #"{"policy":\#(document)}"#, isRefusedWhereDeleting: true, maximumImages: 200, policy: ofEvent),
        Row(
            event: #"{"policy":\#(document),"dryRun":false}"#, isRefusedWhereDeleting: true, maximumImages: 200,
            policy: ofEvent),
        Row(
            event: #"{"policy":\#(document),"dryRun":true}"#, maySwitchOn: false, maximumImages: 200, policy: ofEvent),
        Row(
            event: #"{"policy":\#(document),"maxImages":5}"#, isRefusedWhereDeleting: true, maximumImages: 5,
            policy: ofEvent),
    ]

    /// The kinds of event that can hold overrides.
    private static let envelopes: [@Sendable (String) -> String] = [
        { $0 }, { #"{"source":"aws.events","detail-type":"Scheduled Event","detail":\#($0)}"# },
        {
            let quoted = $0.replacing("\"", with: "\\\"")
            return #"{"source":"aws.scheduler","detail-type":"Scheduled Event","detail":"\#(quoted)"}"#
        },
    ]

    @Test("whatever brings it, and whatever is configured", arguments: rows, settings)
    func table(row: Row, setting: Setting) async throws {
        var environment: [String: String] = [:]
        environment["DRY_RUN"] = setting.variable
        var configuration = try ConfigurationTests.configuration(environment)
        configuration.policy = .known(.event(Self.configured))
        let options = RunOptions(deletes: setting.option)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        for envelope in Self.envelopes {
            let event = try Event(Data(envelope(row.event).utf8))
            func request() throws -> CleanupRequest {
                guard case .known(let policy) = configuration.policySource(for: event) else {
                    throw CancellationError()
                }
                return try configuration.request(for: event, policy: policy, options: options, logger: logger)
            }
            if row.isRefusedWhereDeleting, setting.deletes {
                let error = #expect(throws: InvalidEvent.self) { try request() }
                #expect(error?.description.contains("dry run") == true)
                #expect(throws: InvalidEvent.self) { try configuration.check(event, options: options) }
                continue
            }
            let request = try request()
            #expect(request.isDryRun == !(setting.deletes && row.maySwitchOn))
            #expect(request.narrowing.map(\.texts) == row.narrowing)
            #expect(request.effectiveMaximumImages == row.maximumImages)
            #expect(request.policy == row.policy)
        }
    }

    @Test(
        "the faults of an event's policy are named by their paths in the event",
        arguments: [
            (#"{"policy":{"rules":[{}]}}"#, "policy.rules[0].rulePriority"),
            (#"{"policy":{}}"#, "policy: it has neither"),
            (#"{"policy":{"policies":[],"limit":1}}"#, "policy.limit"), (#"{"policy":[]}"#, "\"policy\" is an array"),
            (#"{"policy":null}"#, "\"policy\" is null"), (#"{"policy":"{}"}"#, "\"policy\" is \"{}\""),
            (
                #"{"source":"aws.events","detail-type":"Scheduled Event","detail":{"policy":{"rules":[{}]}}}"#,
                "detail.policy.rules[0].selection"
            ),
        ])
    func faults(event: String, text: String) {
        let error = #expect(throws: InvalidEvent.self) { try Event(Data(event.utf8)) }
        #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
}
