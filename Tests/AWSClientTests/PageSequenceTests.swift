import AWSClient
import Synchronization
import Testing

@Suite("Pages of a listing")
struct PageSequenceTests {
    private func all(_ tokens: [String?]) async throws -> [String] {
        let tokens = Mutex(tokens[...])
        return try await PageSequence(operation: "a:List") { token in
            ([token ?? "first"], tokens.withLock { $0.popFirst() ?? nil })
        }.all()
    }

    @Test("come in their order, until there is no token, or an empty one", arguments: [nil, ""])
    func end(last: String?) async throws {
        #expect(try await all(["a", "b", last, "c"]) == ["first", "a", "b"])
    }

    @Test("never go on for ever", arguments: [["a", "a"], ["a", "b", "a"]])
    func loop(tokens: [String]) async throws {
        let error = await #expect(throws: AWSError.self) { try await all(tokens) }
        #expect(error?.code == .malformedResponse)
        #expect(error?.operation == "a:List")
    }
}
