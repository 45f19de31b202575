import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Reasons")
struct ReasonTests {
    @Test(
        "an age is cut to a tenth of a day, and never rounded up to what it is not",
        arguments: [(16.27, "16.2"), (15.999, "15.9"), (15.0001, "15.0"), (1e300, "1000000000.0"), (-3, "0.0")])
    func ages(days: Double, text: String) {
        let reason = Reason.olderThan(.days(15), age: days, since: .push)
        #expect(reason.sentence(for: .expire) == "older than 15 days (\(text))")
    }

    @Test(
        "an age says what it counts from",
        arguments: [
            (.push, "older than 1 day (2.5)", "not older than 1 day (2.5)"),
            (.pull, "last pulled over 1 day ago (2.5)", "pulled within 1 day (2.5)"),
            (
                .pushInsteadOfPull, "never pulled, and pushed over 1 day ago (2.5)",
                "pushed within 1 day (2.5), and never pulled"
            ),
            (
                .returnInsteadOfPull, "not pulled since its return from the archive over 1 day ago (2.5)",
                "returned from the archive within 1 day (2.5)"
            ),
            (.transition, "archived over 1 day ago (2.5)", "archived within 1 day (2.5)"),
        ] as [(Reason.AgeBasis, String, String)])
    func bases(basis: Reason.AgeBasis, over: String, within: String) {
        #expect(Reason.olderThan(.days(1), age: 2.5, since: basis).sentence(for: .expire) == over)
        #expect(Reason.withinAge(.days(1), age: 2.5, since: basis).sentence(for: .keep) == within)
    }

    @Test("an age of hours is in hours")
    func hours() {
        let over = Reason.olderThan(.hours(6), age: 7.25, since: .push).sentence(for: .expire)
        #expect(over == "older than 6 hours (7.2)")
        let within = Reason.withinAge(.hours(1), age: 0.5, since: .push).sentence(for: .keep)
        #expect(within == "not older than 1 hour (0.5)")
    }

    @Test("a sentence names the fact that decided")
    func facts() throws {
        let other = try ImageDigest.test(7)
        let reasons: [(Reason, String)] = [
            (.unsettled(.activating), "ACTIVATING"), (.goes(with: other, as: .manifest), "\(other)"),
            (.stays(with: other, as: .referrer), "\(other)"), (.possiblyHeld(by: other), "\(other)"),
            (.orphaned(subject: other, days: 3, age: 4), "\(other)"), (.orphanLeft(subject: other), "\(other)"),
            (.protected(by: .newest(count: 3), .holds(other)), "\(other)"),
            (.protected(by: .newest(count: 3), .belongs(to: other)), "\(other)"),
            (.protected(by: .newestPulled(count: 3), .named), "among the last pulled images"),
            (.protected(by: .tag("v1", pattern: "v*"), .named), "v*"),
            (.protected(by: .pulledWithin(days: 3, age: 1, since: .pull), .named), "3 days"),
            (.sparedByTag("v9"), "its tag v9"), (.beyondNewest(count: 3, newer: 8), "8"),
            (.sparedAsNewest(count: 3, newer: 2), "3"),
            (.sparedAsPulled(days: 9, age: 2, since: .pull), "9 days"),
        ]
        for (reason, fact) in reasons { #expect(reason.sentence(for: .protect).contains(fact)) }
    }
}
