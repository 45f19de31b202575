/// How many calls a second were answered lately, smoothed over buckets of half a second.
struct MeasuredRate: Sendable, Hashable {
    private static let smoothing = 0.8
    private static let bucketsPerSecond = 2.0

    /// The rate at the end of the last bucket; 0 before the first has ended.
    private(set) var callsPerSecond = 0.0
    private var lastBucket: Double
    private var count = 0
    /// When the first answer came, ever or after a pause.
    private var beginning: Double?
    /// How many have come since then.
    private var countSinceBeginning = 0

    init(at time: Double) { lastBucket = time.rounded(.down) }

    /// The rate as far as it is known: for a second after the first answer, how many have come since, if that is more.
    ///
    /// Calls begin quickly, and are throttled before a bucket, or a whole one, has ended.
    func estimatedCallsPerSecond(at time: Double) -> Double {
        guard let beginning, time - beginning < 1 else { return callsPerSecond }
        return max(callsPerSecond, Double(countSinceBeginning) / max(time - beginning, 1 / Self.bucketsPerSecond))
    }

    /// Counts an answer, whatever it says.
    mutating func record(at time: Double) {
        count += 1
        let bucket = (time * Self.bucketsPerSecond).rounded(.down) / Self.bucketsPerSecond
        if beginning == nil || bucket - lastBucket > 1 {
            beginning = time
            countSinceBeginning = 0
        }
        countSinceBeginning += 1
        guard bucket > lastBucket else { return }
        let current = Double(count) / (bucket - lastBucket)
        callsPerSecond = current * Self.smoothing + callsPerSecond * (1 - Self.smoothing)
        count = 0
        lastBucket = bucket
    }
}
