import Foundation
import Testing

@testable import LambdaRuntime

private struct TablesTurned: Error {}
private struct HTTP2Error: Error {}
private struct lowercase: Error {}
private struct Generic<Element>: Error {}
private enum E: Error { case one }
private struct Überlauf: Error {}

@Suite("The types of errors, as Lambda takes them")
struct FunctionErrorTypeTests {
    /// Whether the Runtime API's pattern matches the type.
    private func isAccepted(_ type: FunctionErrorType) -> Bool {
        type.description.wholeMatch(of: /(Runtime|Function)\.[A-Z][a-zA-Z]+/) != nil
    }

    @Test(
        "Every type that the runtime itself uses is taken",
        arguments: [
            FunctionErrorType.unhandled, .responseTooLarge, .malformedInvocation,
        ])
    func ownTypes(type: FunctionErrorType) {
        #expect(isAccepted(type))
        #expect(FunctionErrorType(type.description) == type)
    }

    @Test("A type that Lambda takes can be made", arguments: ["Function.Ab", "Runtime.NoSuchHandler", "Function.ECS"])
    func accepted(text: String) {
        #expect(FunctionErrorType(text)?.description == text)
    }

    @Test(
        "A type that Lambda would rewrite can't",
        arguments: [
            "", ".", "Function", "Function.", "Function.A", "Function.ab", "Function.A1", "Function.A.B", "function.Ab",
            "Extension.Ab", "Ab", "Function.Ab ", " Function.Ab", "Function.A b", "Function.Ab\n", "Function.Äb",
            "Function.A_b", "Function.Ab<Int>", "Runtime.Function.Ab",
        ])
    func refused(text: String) {
        #expect(FunctionErrorType(text) == nil)
    }

    @Test("Any other error's type is made of its Swift type, where that has a name Lambda takes")
    func otherErrors() {
        #expect(FunctionErrorType(of: TablesTurned()).description == "Function.TablesTurned")
        #expect(FunctionErrorType(of: CancellationError()).description == "Function.CancellationError")
        let unnameable: [any Error] = [HTTP2Error(), lowercase(), Generic<Int>(), E.one, Überlauf()]
        for error in unnameable {
            #expect(FunctionErrorType(of: error) == .unhandled, "\(error)")
        }
    }
}

@Suite("The report of an error")
struct LambdaFunctionErrorTests {
    @Test("The body has the three members, and survives any text")
    func body() throws {
        let message = "a \"quoted\"\nline, \\ and \u{0}\u{1f}\u{7f} — 🐋"
        let error = LambdaFunctionError(type: .responseTooLarge, message: message)
        let object = try #require(try JSONSerialization.jsonObject(with: error.body) as? [String: Any])
        #expect(Set(object.keys) == ["errorMessage", "errorType", "stackTrace"])
        #expect(object["errorMessage"] as? String == message)
        #expect(object["errorType"] as? String == "Function.ResponseTooLarge")
        #expect((object["stackTrace"] as? [Any])?.isEmpty == true)
    }

    @Test("A message beyond 64 KiB is cut between two characters, so that the report stays within the limit")
    func longMessage() throws {
        let error = LambdaFunctionError(type: .unhandled, message: "x" + String(repeating: "€", count: 30_000))
        let object = try #require(try JSONSerialization.jsonObject(with: error.body) as? [String: Any])
        let message = try #require(object["errorMessage"] as? String)
        #expect(message == "x" + String(repeating: "€", count: 21_845) + "…")
    }

    @Test("A message of exactly 64 KiB is whole")
    func longestMessage() throws {
        let text = String(repeating: "x", count: 64 << 10)
        let error = LambdaFunctionError(type: .unhandled, message: text)
        #expect(String(decoding: error.body, as: UTF8.self).contains("\"\(text)\""))
    }

    @Test("An error that chose its type keeps it; any other gets its description as message")
    func conversion() {
        let chosen = LambdaFunctionError(type: .malformedInvocation, message: "m")
        #expect(LambdaFunctionError(chosen as any Error) == chosen)
        let other = LambdaFunctionError(E.one)
        #expect(other == LambdaFunctionError(type: .unhandled, message: "one"))
    }
}
