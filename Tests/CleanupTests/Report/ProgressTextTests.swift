import Testing

@testable import Cleanup

@Suite("The progress of a run as a line")
struct ProgressTextTests {
    private func line(_ elapsed: Double, width: Int = 100, _ change: (inout RunProgress.Snapshot) -> Void) -> String {
        var snapshot = RunProgress.Snapshot()
        change(&snapshot)
        return ProgressText(snapshot, elapsed: elapsed).line(width: width)
    }

    @Test("says that repositories are listed until their number is known")
    func listing() {
        #expect(line(5) { $0.imagesRead = 3 } == "listing repositories")
    }

    @Test("says how much is done, read, deleted and throttled, and how long it takes")
    func everything() {
        let text = line(30, width: 200) {
            ($0.repositories, $0.repositoriesDone, $0.imagesRead) = (1_200, 300, 45_000)
            ($0.deleted, $0.archived, $0.throttled) = (1_204, 7, 3)
        }
        #expect(
            text == "300 of 1,200 repositories · about 2 min left · 1,204 deleted · 7 archived · "
                + "45,000 images read (1,500/s) · 3 calls throttled")
    }

    @Test(
        "estimates no time before a tenth is done, in the first two seconds, or at the end",
        arguments: [(10, 0, 40), (10, 2, 6), (10, 39, 400), (1.5, 20, 40), (10, 40, 40)])
    func noEstimate(elapsed: Double, done: Int, all: Int) {
        #expect(!line(elapsed) { ($0.repositories, $0.repositoriesDone) = (all, done) }.contains("left"))
    }

    @Test(
        "rounds the time left up",
        arguments: [(10.0, 30, 40, "about 4 s left"), (30, 3, 9, "about 1 min left"), (30, 3, 10, "about 2 min left")])
    func estimate(elapsed: Double, done: Int, all: Int, expected: String) {
        #expect(line(elapsed) { ($0.repositories, $0.repositoriesDone) = (all, done) }.contains(expected))
    }

    @Test("leaves out the last parts where the terminal is narrow", arguments: [10, 25, 40, 60, 80])
    func narrow(width: Int) {
        let text = line(30, width: width) {
            ($0.repositories, $0.repositoriesDone, $0.imagesRead, $0.deleted) = (1_200, 300, 45_000, 1_204)
        }
        #expect(text.count <= width)
        if width >= 25 { #expect(text.hasPrefix("300 of 1,200 repositories")) }
    }
}
