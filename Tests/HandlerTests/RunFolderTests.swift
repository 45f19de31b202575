import Cleanup
import Foundation
import Testing

@testable import Handler

@Suite("The folder of a run's reports")
struct RunFolderTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test("sorts by the day and the time of its start")
    func name() {
        let folder = RunFolder(startedAt: Self.start, id: "a/b c", scope: .all, fanOut: nil)
        #expect(folder.name == "runs/2026-09-21/20260921T141320Z-a-b-c/")
        #expect(folder.batch.isEmpty)
        #expect(RunFolder.startedAt("20260921T141320Z-a-b-c/") == Self.start)
        #expect(RunFolder.startedAt("narrowed/") == nil)
    }

    @Test("lies apart if the run announces nothing", arguments: [SavedPlan.Scope.narrowed, .whatIf])
    func narrowed(scope: SavedPlan.Scope) {
        let folder = RunFolder(startedAt: Self.start, id: "a", scope: scope, fanOut: nil)
        #expect(folder.name == "runs/narrowed/2026-09-21/20260921T141320Z-a/")
    }

    @Test("is one for all batches of a fan-out, also of those that begin after midnight")
    func batches() throws {
        let fanOut = try #require(
            try FanOutContext(
                clientContext: #"""
                    {"custom":{"fanOutStep":"clean","fanOutExecution":"night-1","fanOutStartedAt":"2026-09-21T23:59:00.123Z"}}
                    """#))
        let folders = [0, 3600 * 12].map {
            RunFolder(startedAt: Self.start + $0, id: "id-\($0)", scope: .all, fanOut: fanOut)
        }
        #expect(folders.map(\.name) == Array(repeating: "runs/2026-09-21/20260921T235900Z-night-1/", count: 2))
        #expect(folders.map(\.batch) == ["id-0-0/", "id-43200-0/"])
    }
}
