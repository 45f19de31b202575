import Foundation
import ImageModel
import Testing

@testable import Cleanup

private let day = 86_400.0

@Suite("Selection")
struct SelectionTests {
    private let now = TestClock.start
    private let untagged = Rule(priority: 1, tagStatus: .untagged, count: .sinceImagePushed(days: 15), action: .expire)

    private func decide(_ images: [Image], rules: [Rule]? = nil) -> [Decision] {
        Selection(rules: rules ?? [untagged], at: now).decisions(for: images)
    }

    private func verdict(_ change: (inout Image) -> Void) throws -> Decision.Verdict {
        var image = Image(digest: try .test(1), pushedAt: now - 20 * day)
        change(&image)
        return try #require(decide([image]).first).verdict
    }

    @Test(
        "only an age over the days of the rule, each of 86,400 seconds, is too old",
        arguments: [
            (1_296_000, .keep), (1_296_000.000_001, .expire), (1_295_999.999_999, .keep), (1_296_001, .expire),
            (0, .keep),
            (-86_400, .keep), (3_153_600_000, .expire),
        ] as [(TimeInterval, Decision.Verdict)])
    func boundary(age: TimeInterval, verdict: Decision.Verdict) throws {
        // Near 0, where a double still tells microseconds apart.
        let image = Image(digest: try .test(1), pushedAt: Date(timeIntervalSinceReferenceDate: -age))
        let selection = Selection(rules: [untagged], at: Date(timeIntervalSinceReferenceDate: 0))
        #expect(selection.decisions(for: [image]).map(\.verdict) == [verdict])
    }

    @Test("a tagged image is not an untagged one, however old")
    func tagged() throws {
        #expect(try verdict { $0.tags = ["v1"] } == .keep)
        #expect(try verdict { $0.tags = [] } == .expire)
    }

    @Test("the age of an image that was restored from the archive counts from its restoration")
    func restored() throws {
        #expect(try verdict { $0.lastActivatedAt = now - 15 * day } == .keep)
        #expect(try verdict { $0.lastActivatedAt = now - 16 * day } == .expire)
        #expect(
            try verdict {
                $0.pushedAt = nil
                $0.lastActivatedAt = now - 16 * day
            } == .expire)
    }

    @Test("an image whose push time is not known stays, and the reason says so")
    func unknownPushTime() throws {
        let decisions = decide([Image(digest: try .test(1), pushedAt: nil)])
        #expect(decisions == [Decision(.keep, rule: 1, reason: .unknownAge)])
    }

    @Test(
        "nothing is done to an image that is not active",
        arguments: [ImageStatus.archived, .activating, ImageStatus("QUARANTINED"), ImageStatus("active")])
    func status(status: ImageStatus) throws {
        #expect(try verdict { $0.status = status } == .keep)
    }

    @Test("a referrer stays with its subject, tagged or not, archived or not")
    func referrers() throws {
        let old = now - 400 * day
        var subject = Image(digest: try .test(1), tags: ["v1"], pushedAt: old)
        let referrer = Image(digest: try .test(2), pushedAt: old, subject: subject.digest)
        let second = Image(digest: try .test(3), pushedAt: old, subject: referrer.digest)
        #expect(decide([subject, referrer, second]).map(\.verdict) == [.keep, .keep, .keep])
        #expect(decide([referrer, second, subject])[0].reason == .refers(to: subject.digest))
        subject.status = .archived
        #expect(decide([referrer, subject])[0].verdict == .keep)
    }

    @Test("a referrer stays when its subject is missing from the listing: a listing can miss an image")
    func orphanedReferrer() throws {
        let referrer = Image(digest: try .test(2), pushedAt: now - 400 * day, subject: try .test(1))
        #expect(decide([referrer])[0].verdict == .keep)
    }

    @Test("the first rule by number that is about an image decides, whatever the order of writing")
    func priorities() throws {
        let keepsAMonth = Rule(priority: 2, tagStatus: .any, count: .sinceImagePushed(days: 30), action: .transition)
        let images = [
            Image(digest: try .test(1), pushedAt: now - 20 * day),
            Image(digest: try .test(2), tags: ["a"], pushedAt: now - 20 * day),
            Image(digest: try .test(3), tags: ["b"], pushedAt: now - 31 * day),
            Image(digest: try .test(4), pushedAt: now - 10 * day),
        ]
        for rules in [[untagged, keepsAMonth], [keepsAMonth, untagged]] {
            let decisions = decide(images, rules: rules)
            #expect(decisions.map(\.verdict) == [.expire, .keep, .transition, .keep])
            #expect(decisions.map(\.rule) == [1, 2, 2, 1])
        }
    }

    @Test("an image that a higher rule is about is out of reach of the lower ones, acted on or not")
    func outOfReach() throws {
        let strict = Rule(priority: 5, tagStatus: .any, count: .sinceImagePushed(days: 1), action: .expire)
        let image = Image(digest: try .test(1), pushedAt: now - 10 * day)
        #expect(decide([image], rules: [strict, untagged]).map(\.verdict) == [.keep])
        #expect(decide([image], rules: [strict]).map(\.verdict) == [.expire])
    }

    @Test("no rules and no images are no work")
    func nothing() throws {
        #expect(decide([]) == [])
        #expect(
            decide([Image(digest: try .test(1), pushedAt: .distantPast)], rules: [])
                == [Decision(.keep, reason: .noRule)])
    }

    @Test(
        "an age is cut to a tenth of a day, and never rounded up to what it is not",
        arguments: [(16.27, "16.2"), (15.999, "15.9"), (15.0001, "15.0"), (1e300, "1000000000.0")])
    func ages(days: Double, text: String) {
        #expect("\(Reason.olderThan(days: 15, age: days))" == "older than 15 days (\(text))")
    }

    @Test("every reason is a sentence that names its fact")
    func reasons() throws {
        #expect("\(Reason.withinAge(days: 15, age: -3))" == "not older than 15 days (0.0)")
        #expect("\(Reason.unsettled(.activating))".contains("ACTIVATING"))
        #expect("\(Reason.refers(to: try .test(7)))".contains("\(try ImageDigest.test(7))"))
        #expect("\(Reason.unknownAge)".contains("pushed"))
    }
}
