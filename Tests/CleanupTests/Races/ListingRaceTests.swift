import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("Random changes while a repository is listed")
struct ListingRaceTests {
    /// How many races are run.
    private static let count = Int(ProcessInfo.processInfo.environment["RACES"] ?? "") ?? 300
    static let shares = Array(0..<4)

    @Test("let nothing go that should stay, side by side and page by page", arguments: shares, [false, true])
    func promises(share: Int, isSerial: Bool) async throws {
        var (deleted, unlisted, listedTwice) = (0, 0, 0)
        for seed in stride(from: share, to: Self.count, by: Self.shares.count) {
            // Some random repositories can't be: two images would have one tag.
            guard let race = try? ListingRace(seed: UInt64(seed), isSerial: isSerial) else { continue }
            let result = try await race.result()
            let wrong = result.deleted.subtracting(result.deletable)
            #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
            deleted += result.deleted.count
            unlisted += result.unlisted
            listedTwice += result.listedTwice
        }
        // A run that deletes nothing would keep every promise, and so would one to which nothing happens.
        #expect(deleted > Self.count / Self.shares.count)
        guard !isSerial else { return }
        #expect(unlisted * 20 > Self.count / Self.shares.count)
        #expect(listedTwice * 20 > Self.count / Self.shares.count)
    }
}
