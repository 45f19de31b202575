import Cleanup
import Foundation
import TestSupport
import Testing

@testable import Handler

@Suite("The result of a batch")
struct FanOutResultTests {
    private static func summary(startedAt: Date) -> Summary {
        Summary(isDryRun: true, trigger: Trigger(.schedule), requestID: "r", startedAt: startedAt)
    }

    @Test("counts if it is of this execution, and not of an earlier one of the same name")
    func start() {
        for (seconds, counts) in [(0.0, true), (-200, true), (3_600, true), (-86_400 * 91, false)] {
            let written = Self.summary(startedAt: TestClock.start.addingTimeInterval(seconds))
            let result = FanOutResult(batch: 3, json: written.compactJSON(.none))
            #expect((result.summary(since: TestClock.start) != nil) == counts)
            #expect(result.failure == nil)
        }
    }

    @Test("that can't be read is a failure of its batch, and hides no other", arguments: ["", "{}", "[1]", "\u{1}"])
    func unreadable(text: String) {
        let result = FanOutResult(batch: 3, json: Data(text.utf8))
        #expect(result.summary(since: TestClock.start) == nil)
        #expect(result.failure?.batch == 3 && result.failure?.error == "UnreadableResult")
    }

    @Test(
        "is the function's message where Step Functions gives it as JSON",
        arguments: [
            (#"{"error":"E","cause":"{\"errorMessage\":\"no\",\"errorType\":\"E\"}"}"#, "no"),
            (#"{"error":"E","cause":"words"}"#, "words"), (#"{"error":"E"}"#, ""),
        ])
    func message(text: String, cause: String) throws {
        #expect(try FanOutFailure(batch: 0, json: Data(text.utf8)).failure.cause == cause)
    }
}
