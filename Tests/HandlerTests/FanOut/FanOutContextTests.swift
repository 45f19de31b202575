import Foundation
import Testing

@testable import Handler

@Suite("The step of the fan-out that an invocation is")
struct FanOutContextTests {
    private static let execution = #""fanOutExecution":"night-1""#
    private static let start = #""fanOutStartedAt":"2026-09-21T23:59:00.123Z""#

    @Test("is told by the client context", arguments: [FanOutContext.Step.list, .clean, .summarize])
    func steps(step: FanOutContext.Step) throws {
        let text = #"{"custom":{"fanOutStep":"\#(step.rawValue)",\#(Self.execution),\#(Self.start)}}"#
        let context = try #require(try FanOutContext(clientContext: text))
        #expect(context.step == step)
        #expect(context.execution == "night-1")
        #expect(context.startedAt == Date(timeIntervalSince1970: 1_790_035_140))
    }

    @Test(
        "is none if the context is another caller's",
        arguments: ["", "{}", "[]", #"{"custom":{}}"#, #"{"custom":[]}"#, #"{"custom":{\#(execution)}}"#])
    func others(text: String) throws {
        #expect(try FanOutContext(clientContext: text) == nil)
    }

    @Test(
        "is refused if it is none of this version's, or could name a key elsewhere in the bucket",
        arguments: [
            #"{"custom":{"fanOutStep":"clean"}}"#, #"{"custom":{"fanOutStep":1}}"#,
            #"{"custom":{"fanOutStep":"clean",\#(execution)}}"#,
            #"{"custom":{"fanOutStep":"delete",\#(execution),\#(start)}}"#,
            #"{"custom":{"fanOutStep":"clean",\#(execution),"fanOutStartedAt":"now"}}"#,
            #"{"custom":{"fanOutStep":"clean","fanOutExecution":"",\#(start)}}"#,
            #"{"custom":{"fanOutStep":"clean","fanOutExecution":"kept-answers/own","fanOutStartedAt":"2026-09-21T23:59:00Z"}}"#,
            #"{"custom":{"fanOutStep":"clean","fanOutExecution":"../other",\#(start)}}"#,
            #"{"custom":{"fanOutStep":"clean","fanOutExecution":"kept-answers",\#(start)}}"#,
        ])
    func refused(text: String) {
        #expect(throws: InvalidEvent.self) { try FanOutContext(clientContext: text) }
    }

    @Test("is none without a context")
    func none() throws {
        #expect(try FanOutContext(clientContext: nil) == nil)
    }
}
