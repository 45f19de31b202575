import AWSClient
import Testing

@testable import ImageUsage

@Suite("Pages of a listing")
struct PagesTests {
    private func all(_ tokens: [String?]) async throws -> [String] {
        var tokens = tokens[...]
        return try await pages(operation: "a:List") { token in (token ?? "first", tokens.popFirst() ?? nil) }
    }

    @Test("come in their order, until there is no token, or an empty one", arguments: [nil, ""])
    func end(last: String?) async throws {
        #expect(try await all(["a", "b", last, "c"]) == ["first", "a", "b"])
    }

    @Test("never go on for ever", arguments: [["a", "a"], ["a", "b", "a"]])
    func loop(tokens: [String]) async throws {
        let error = try await failure { try await all(tokens) }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "a:List")
    }
}
