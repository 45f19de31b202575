import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("The images that were pulled last")
struct NewestPulledTests {
    private func scene(keeping count: Int) -> Scene {
        Scene(.test(.sinceImagePushed(days: 5)), protect: Protection(newestPulled: count))
    }

    @Test("so many are kept, and those pulled at the same time as the last of them")
    func count() throws {
        var scene = scene(keeping: 2)
        for (number, days) in [(1, 1.0), (2, 2), (3, 2), (4, 3)] {
            try scene.add(number, days: 9) { $0.lastPulledAt = .daysAgo(days) }
        }
        #expect(scene.verdicts() == [.protect, .protect, .protect, .expire])
        #expect(scene.decisions()[0].sentence == "protected: it is among the last pulled images of the repository")
    }

    @Test("an image that was never pulled is not kept, and takes nobody's place, however new it is")
    func neverPulled() throws {
        var scene = scene(keeping: 1)
        try scene.add(1, days: 6)
        try scene.add(2, days: 1)
        try scene.add(3, days: 90) { $0.lastPulledAt = .daysAgo(80) }
        try scene.add(4, days: 90) { $0.lastActivatedAt = .daysAgo(6) }
        #expect(scene.verdicts() == [.expire, .keep, .protect, .expire])
    }

    @Test("an index was pulled when anything in it was, and its manifests take no places of their own")
    func indexes() throws {
        var scene = scene(keeping: 2)
        try scene.addIndex(1, days: 9, holds: [2, 3])
        try scene.add(2, days: 9) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(3, days: 9) { $0.lastPulledAt = .daysAgo(2) }
        try scene.add(4, days: 9) { $0.lastPulledAt = .daysAgo(3) }
        try scene.add(5, days: 9) { $0.lastPulledAt = .daysAgo(4) }
        #expect(scene.verdicts() == [.protect, .protect, .protect, .protect, .expire])
    }

    @Test("indexes that were read to evaluate a policy don't displace what workloads pull, and keep their places")
    func readings() throws {
        var scene = scene(keeping: 2)
        for number in 0..<3 {
            try scene.addIndex(10 * number + 1, days: 9, holds: [10 * number + 2]) { $0.lastPulledAt = .daysAgo(0.1) }
            // A workload pulled the last one, with its manifest.
            try scene.add(10 * number + 2, days: 9) { $0.lastPulledAt = number == 2 ? .daysAgo(2) : nil }
        }
        try scene.addIndex(41, days: 9, holds: [42]) { $0.lastPulledAt = .daysAgo(0.2) }
        try scene.add(42, days: 9)
        for (number, days) in [(51, 1.0), (52, 3)] {
            try scene.add(number, days: 9) { $0.lastPulledAt = .daysAgo(days) }
        }
        let kept = Array(repeating: Decision.Verdict.protect, count: 6)
        #expect(scene.verdicts() == kept + [.expire, .expire, .protect, .expire])
    }

    @Test("archived images, referrers and orphans take no places, and are kept if they were pulled as late")
    func strangers() throws {
        var scene = scene(keeping: 1)
        try scene.add(1, days: 9) { ($0.status, $0.lastPulledAt) = (.archived, .daysAgo(1)) }
        try scene.add(2, days: 9, subject: 4) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(3, days: 9, subject: 900) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(4, days: 9) { $0.lastPulledAt = .daysAgo(7) }
        try scene.add(5, days: 9, subject: 901) { $0.lastPulledAt = .daysAgo(8) }
        #expect(scene.verdicts() == [.keep, .protect, .protect, .protect, .expire])
    }

    @Test("of fewer pulled images than are kept, all are")
    func few() throws {
        var scene = scene(keeping: 3)
        try scene.add(1, days: 90) { $0.lastPulledAt = .daysAgo(80) }
        try scene.add(2, days: 90)
        #expect(scene.verdicts() == [.protect, .expire])
    }

    @Test("what an unread index may hold keeps the index, and takes nobody's place")
    func unreadIndex() throws {
        var scene = scene(keeping: 1)
        try scene.addIndex(1, days: 8, tags: ["out"], holds: [2])
        try scene.addIndex(2, days: 8, holds: nil) { $0.status = .archived }
        try scene.add(3, days: 9) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(4, days: 7) { $0.lastPulledAt = .daysAgo(2) }
        try scene.add(5, days: 7) { $0.lastPulledAt = .daysAgo(3) }
        // The third image stays as a possible manifest, and the index with it. The place is the fourth one's.
        #expect(scene.verdicts() == [.protect, .protect, .keep, .protect, .expire])
    }

    @Test("of a policy and its section the larger number counts")
    func adding() {
        let both = Protection(newestPulled: 2).adding(Protection(newestPulled: 5))
        #expect(both.newestPulled == 5)
        #expect(both.phrases == ["the last pulled 5 of each repository"])
    }

    @Test("preliminary decisions leave the veto out, since what an index holds may take a place")
    func preliminary() throws {
        var scene = scene(keeping: 2)
        try scene.addIndex(1, days: 9, holds: [3])
        try scene.addIndex(2, days: 9, holds: [3])
        try scene.add(3, days: 2) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(4, days: 9) { $0.lastPulledAt = .daysAgo(3) }
        let selection = Selection(section: scene.section, protection: scene.protection, at: scene.now)
        #expect(selection.assessment(of: scene.images, manifests: nil).decisions[3].verdict == .expire)
        #expect(scene.verdicts() == [.protect, .protect, .protect, .expire])
    }
}
