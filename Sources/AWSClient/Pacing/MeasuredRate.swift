/// The rate of answered calls, smoothed over buckets of half a second.
struct MeasuredRate: Sendable, Hashable {
    private static let smoothing = 0.8
    private static let bucketsPerSecond = 2.0

    /// The rate at the end of the last bucket.
    ///
    /// It is 0 until the first bucket has ended.
    private(set) var callsPerSecond = 0.0
    private var lastBucket: Double
    private var count = 0
    /// The time of the first answer, ever or after a pause.
    private var beginning: Double?
    /// The number of answers since `beginning`.
    private var countSinceBeginning = 0

    init(at time: Double) { lastBucket = time.rounded(.down) }

    /// The best estimate of the present rate.
    ///
    /// Calls begin quickly, and may be throttled before a whole bucket has ended. So in the first second after
    /// `beginning`, the rate of the answers since then is used if it is higher.
    func estimatedCallsPerSecond(at time: Double) -> Double {
        guard let beginning, time - beginning < 1 else { return callsPerSecond }
        return max(callsPerSecond, Double(countSinceBeginning) / max(time - beginning, 1 / Self.bucketsPerSecond))
    }

    /// Counts an answer of any kind.
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
