import Retention
import Testing

@testable import Cleanup

@Suite("Images that wait for their announcement, in words")
struct UnannouncedTextTests {
    private func summary(_ scope: SavedPlan.Scope) async throws -> Summary {
        try await Stage(.stale(2)).clean {
            $0.policy.sections[0].rules = [.expireOld()]
            $0.policy.protection = .none
            $0.announcement = Announcement(days: 7)
            $0.planScope = scope
        }
    }

    @Test("are announced by a whole run, from a day on")
    func whole() async throws {
        let summary = try await summary(.all)
        let day = try #require(summary.announcement?.goesFrom)
        let message = Notification(summary)
        #expect(message.subject.contains("2 announced"))
        #expect(message.text.contains("Announced, to go from \(day) on at the latest:\n- app: 2 images"))
        #expect(NotificationOccasion.changes.includes(summary))
    }

    @Test("are announced by no other run, so that no message is due", arguments: [SavedPlan.Scope.narrowed, .whatIf])
    func part(scope: SavedPlan.Scope) async throws {
        let summary = try await summary(scope)
        #expect(summary.announcement?.goesFrom == nil)
        let message = Notification(summary)
        #expect(message.subject.contains("2 not announced"))
        #expect(message.text.contains("Not announced, so they stay; this run announces nothing:\n- app: 2 images"))
        #expect(!NotificationOccasion.changes.includes(summary))
        #expect(PlanText(summary).lines.contains { $0.text.hasPrefix("Not announced  2 images") })
    }
}
