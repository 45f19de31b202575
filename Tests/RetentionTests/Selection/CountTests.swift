import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Rules that count")
struct CountTests {
    @Test("a count rule counts what a higher rule took")
    func countsTaken() throws {
        var scene = Scene(.test(1, .patterns("v*"), .sinceImagePushed(days: 5)), .test(2, .any, .imageCountMoreThan(3)))
        try scene.add(1, days: 10, tags: ["v1"])
        try scene.add(2, days: 8)
        try scene.add(3, days: 9)
        try scene.add(4, days: 11)
        #expect(scene.decisions().map(\.rule) == [1, 2, 2, 2])
        #expect(scene.verdicts() == [.expire, .keep, .keep, .expire])
    }

    @Test("a count rule counts what a higher rule is about and leaves")
    func countsLeft() throws {
        var scene = Scene(
            .test(1, .patterns("v*"), .sinceImagePushed(days: 30)), .test(2, .any, .imageCountMoreThan(1)))
        try scene.add(1, days: 1, tags: ["v1"])
        try scene.add(2, days: 2, tags: ["a"])
        #expect(scene.verdicts() == [.keep, .expire])
    }

    @Test("of equal push times the image with the smaller digest is the newer, wherever it is listed")
    func ties() throws {
        for numbers in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
            var scene = Scene(.test(.imageCountMoreThan(1)))
            for number in numbers { try scene.add(number, days: 4) }
            #expect(scene.verdicts() == numbers.map { $0 == 1 ? .keep : .expire })
        }
    }

    @Test("an image whose push time is not known is not counted, and no count takes it")
    func unknownPushTime() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)))
        try scene.add(1, days: nil)
        try scene.add(2, days: 4)
        try scene.add(3, days: 5)
        #expect(scene.verdicts() == [.keep, .keep, .expire])
    }

    @Test("archived images take no place in a count of the standard class")
    func archivedAreNotCounted() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)))
        try scene.add(1, days: 1) { $0.status = .archived }
        try scene.add(2, days: 2)
        try scene.add(3, days: 3)
        #expect(scene.verdicts() == [.keep, .keep, .expire])
    }

    @Test("the newest that a rule keeps are counted among all that it is about: age and count")
    func keepNewest() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)) { $0.keepNewest = 2 })
        for number in 1...4 { try scene.add(number, days: Double(number) * 2) }
        #expect(scene.verdicts() == [.keep, .keep, .expire, .expire])
        scene.images.removeFirst(2)
        #expect(scene.verdicts() == [.keep, .keep])
    }

    @Test("the newest that a rule keeps include what higher rules are about")
    func keepNewestCounts() throws {
        var scene = Scene(
            .test(1, .patterns("v*"), .sinceImagePushed(days: 30)),
            .test(2, .any, .sinceImagePushed(days: 5)) { $0.keepNewest = 1 })
        try scene.add(1, days: 1, tags: ["v1"])
        try scene.add(2, days: 6)
        #expect(scene.verdicts() == [.keep, .expire])
    }

    @Test("a rule that spares what was pulled takes only what is over both ages")
    func notPulledForDays() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)) { $0.notPulledForDays = 3 })
        try scene.add(1, days: 6) { $0.lastPulledAt = .daysAgo(3) }
        try scene.add(2, days: 6) { $0.lastPulledAt = .daysAgo(3.001) }
        try scene.add(3, days: 6)
        try scene.add(4, days: 5) { $0.lastPulledAt = .daysAgo(9) }
        #expect(scene.verdicts() == [.keep, .expire, .expire, .keep])
    }

    @Test("more rules than a word has bits are counted like few", arguments: [63, 64, 65, 130])
    func manyRules(count: Int) throws {
        var scene = Scene()
        scene.section.rules = (1..<count).map { .test($0, .patterns("v\($0)-*"), .imageCountMoreThan(1)) }
        scene.section.rules.append(.test(count, .any, .imageCountMoreThan(2 * count - 2)))
        // Two images for each rule, the second of them newer; all of them count for the last rule, too.
        for rule in 1..<count {
            try scene.add(rule * 2, days: Double(rule) + 0.5, tags: [ImageTag("v\(rule)-old")])
            try scene.add(rule * 2 + 1, days: Double(rule), tags: [ImageTag("v\(rule)-new")])
        }
        try scene.add(1, days: 1000)
        #expect(scene.decisions().map(\.rule) == (1..<count).flatMap { [$0, $0] } + [count])
        #expect(scene.verdicts() == (1..<count).flatMap { _ in [.expire, .keep] } + [.expire])
    }

    @Test(
        "in the last of many rules, too, orphans and images of unknown age take nobody's place", arguments: [1, 64, 65])
    func manyRulesAndStrangers(count: Int) throws {
        var scene = Scene()
        scene.section.rules = (1..<count).map { .test($0, .patterns("v\($0)-*"), .imageCountMoreThan(1)) }
        scene.section.rules.append(.test(count, .any, .imageCountMoreThan(1)))
        try scene.add(1, days: nil)
        try scene.add(2, days: 1, subject: 900)
        try scene.add(3, days: 2)
        try scene.add(4, days: 3)
        #expect(scene.verdicts() == [.keep, .keep, .keep, .expire])
        #expect(scene.decisions().map(\.rule) == [count, nil, count, count])
    }

    @Test("without rules nothing is selected")
    func noRules() throws {
        var scene = Scene()
        try scene.add(1, days: 100)
        #expect(scene.verdicts() == [.keep])
        #expect(scene.decisions().first?.reason == .noRule)
    }
}
