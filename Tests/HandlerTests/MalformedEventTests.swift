import Foundation
import Testing

@testable import Handler

@Suite("Events that are refused")
struct MalformedEventTests {
    private static let keys = ["dryRun", "repositories", "policy", "detail", "maxImages", "exactBytes", "action"]

    private func errorText(of text: String) -> String? {
        #expect(throws: InvalidEvent.self) { try Event(Data(text.utf8)) }?.description
    }

    @Test(
        "what is no object is refused",
        arguments: ["", " ", "nonsense", "{", "{}{}", "[]", "[{}]", "\"{}\"", "7", "null", "true", "{\"a\":}", "\u{0}"])
    func noObject(text: String) throws {
        let refusal = try #require(errorText(of: text))
        #expect(refusal.hasPrefix("the event is refused: "))
        for key in Self.keys { #expect(refusal.contains(key)) }
    }

    @Test(
        "a key that does not exist, and a value of the wrong type, are named, with the keys that exist",
        arguments: [
            (#"{"dryrun":true}"#, "\"dryrun\""), (#"{"key1":"value1"}"#, "\"key1\""),
            (#"{"DryRun":true}"#, "\"DryRun\""),
            (#"{"dryRun":"true"}"#, "\"dryRun\""), (#"{"dryRun":1}"#, "\"dryRun\""),
            (#"{"dryRun":null}"#, "\"dryRun\""),
            (#"{"exactBytes":"true"}"#, "\"exactBytes\""), (#"{"exactbytes":true}"#, "\"exactbytes\""),
            (#"{"repositories":"app"}"#, "\"repositories\""), (#"{"repositories":[1]}"#, "\"repositories[0]\""),
            (#"{"repositories":["a",""]}"#, "\"repositories[1]\""), (#"{"repositories":["!"]}"#, "\"repositories[0]\""),
            (#"{"repositories":null}"#, "\"repositories\""), (#"{"repositories":{}}"#, "\"repositories\""),
            (#"{"detail":"some"}"#, "\"detail\""), (#"{"detail":"ALL"}"#, "\"detail\""),
            (#"{"detail":true}"#, "\"detail\""),
            (#"{"maxImages":-1}"#, "\"maxImages\""), (#"{"maxImages":1.5}"#, "\"maxImages\""),
            (#"{"maxImages":"5"}"#, "\"maxImages\""), (#"{"maxImages":1e300}"#, "\"maxImages\""),
            (#"{"maxImages":true}"#, "\"maxImages\""), (#"{"action":"delete"}"#, "\"action\""),
            (#"{"action":["clean"]}"#, "\"action\""), (#"{"dryRun":true,"x":1}"#, "\"x\""),
            (#"{"source":"aws.events"}"#, "\"source\""), (#"{"detail-type":"Scheduled Event"}"#, "\"detail-type\""),
            (#"{"dryRun":true,"source":"x"}"#, "\"source\""),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":{"dryrun":true}}"#, "\"detail.dryrun\""),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":{"dryRun":0}}"#, "\"detail.dryRun\""),
            (#"{"source":"aws.scheduler","detail-type":"Scheduled Event","detail":"{\"x\":1}"}"#, "\"detail.x\""),
            (
                #"{"source":"aws.ecr","detail-type":"ECR Image Action","detail":{"action-type":"PUSH","result":"SUCCESS","repository-name":"a","dryRun":true}}"#,
                "\"detail.dryRun\""
            ),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":null}"#, "\"detail\""),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":[]}"#, "\"detail\""),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":"no"}"#, "\"detail\""),
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":"\"{}\""}"#, "\"detail\""),
        ] as [(String, String)])
    func keysAndTypes(text: String, place: String) throws {
        let refusal = try #require(errorText(of: text))
        #expect(refusal.contains(place))
        for key in Self.keys { #expect(refusal.contains(key), "\(refusal)") }
    }

    @Test(
        "an override beside the members of an event of EventBridge's would be passed over, and is refused",
        arguments: [
            "dryRun", "dryrun", "DRY_RUN", "dry-run", "repositories", "Repositories", "policy", "maxImages",
            "max_images", "action",
        ])
    func misplaced(key: String) throws {
        let envelopes = [
            #""source":"aws.events","detail-type":"Scheduled Event","detail":{}"#,
            #""source":"aws.ecr","detail-type":"ECR Image Action","detail":"#
                + #"{"action-type":"PUSH","result":"SUCCESS","repository-name":"app"}"#,
        ]
        for envelope in envelopes {
            let refusal = try #require(errorText(of: #"{\#(envelope),"\#(key)":true}"#))
            #expect(refusal.contains("\"\(key)\""))
            #expect(refusal.contains("\"detail\""))
        }
    }

    @Test("a name that stands twice is refused: one of the values would be lost")
    func twice() throws {
        #expect(try #require(errorText(of: #"{"dryRun":true,"dryRun":false}"#)).contains("dryRun"))
    }

    @Test(
        "events of other sources are refused, and the known ones named",
        arguments: [
            ("aws.events", "ECR Image Action"), ("aws.ECR", "ECR Image Action"), ("aws.ecr-public", "ECR Image Scan"),
            ("aws.s3", "Object Created"),
            ("AWS.EVENTS", "Scheduled Event"), ("my.app", "clean"),
        ])
    func sources(source: String, type: String) throws {
        let refusal = try #require(errorText(of: #"{"source":"\#(source)","detail-type":"\#(type)","detail":{}}"#))
        for text in [source, type, "aws.events", "aws.scheduler", "aws.ecr"] { #expect(refusal.contains(text)) }
    }

    @Test(
        "an image action that does not say what it is is refused, by the name of what is missing",
        arguments: [
            (#"{"result":"SUCCESS","repository-name":"a"}"#, "detail.action-type"),
            (#"{"action-type":"PUSH","repository-name":"a"}"#, "detail.result"),
            (#"{"action-type":"PUSH","result":"SUCCESS"}"#, "detail.repository-name"),
            (#"{"action-type":7,"result":"SUCCESS","repository-name":"a"}"#, "detail.action-type"), ("[]", "detail"),
            (#""{}""#, "detail"),
        ] as [(String, String)])
    func imageActions(detail: String, place: String) throws {
        let text = #"{"source":"aws.ecr","detail-type":"ECR Image Action","detail":\#(detail)}"#
        #expect(try #require(errorText(of: text)).contains("\"\(place)\""))
    }

    @Test("a refusal does not repeat what is long")
    func long() throws {
        let long = String(repeating: "x", count: 1 << 20)
        for text in [
            #"{"\#(long)":1}"#, #"{"detail":"\#(long)"}"#, #"{"source":"\#(long)","detail-type":"\#(long)"}"#,
            #"{"repositories":[["\#(long)"]]}"#, #"{"\#(long)":1,"\#(long)":1}"#,
        ] {
            #expect(try #require(errorText(of: text)).utf8.count < 2000)
        }
    }
}
