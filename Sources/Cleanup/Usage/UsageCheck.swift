import Essentials
import ImageModel
import Retention

/// Checks whether images have come into use since the decisions.
struct UsageCheck: Sendable {
    let usage: RepositoryUsage
    /// The number of the reading behind the decisions; 0 for none.
    let reading: Int
    /// The copies in replicas; `nil` if there are none, or they don't matter.
    let copies: ReplicaImages?

    /// Reads usage if needed, so that nobody waits for it later.
    func prepare() async {
        guard !usage.protection.usageSources.isEmpty else { return }
        _ = await usage.reader.reading()
    }

    /// The images that have come into use, each with a sentence.
    ///
    /// The answer is based on a reading that is at most five minutes old.
    ///
    /// - Returns: also the time until which the reading is valid; `nil` if no source is asked.
    /// - Throws: ``UnreadableUsage`` when usage can't be read.
    func changes(
        of images: [Image]
    ) async throws(UnreadableUsage) -> (changes: [ImageDigest: String], goodUntil: Date?) {
        // The images that the policy names stay the same.
        let reading = usage.protection.usageSources.isEmpty ? nil : try await usage.currentReading()
        // A reading of usage may take minutes. So the copies come after it.
        var changes = try await copies?.changes(of: images) ?? [:]
        guard let reading else { return (changes, nil) }
        let goodUntil = reading.startedAt.addingTimeInterval(UsageReader.tolerableAge)
        guard reading.number != self.reading else { return (changes, goodUntil) }
        let used = usage.images(by: reading)
        for image in images {
            guard let veto = used.veto(of: image) else { continue }
            changes[image.digest] = "it \(veto.predicate)"
        }
        return (changes, goodUntil)
    }
}
