/// How many calls a second were answered lately, smoothed over buckets of half a second.
struct MeasuredRate: Sendable, Hashable {
    private static let smoothing = 0.8
    private static let bucketsPerSecond = 2.0

    /// The rate at the end of the last bucket; 0 before the first has ended.
    private(set) var callsPerSecond = 0.0
    private var lastBucket: Double
    private var count = 0
    /// Whether no bucket has ended since the calls began, for the first time or after a pause.
    private var isFirstBucket = true
    private let estimatesFirstBucket: Bool

    /// Begins to measure.
    ///
    /// - Parameter estimatesFirstBucket: whether the rate is estimated before a bucket has ended; adaptive mode takes it
    ///   for 0.
    init(at time: Double, estimatesFirstBucket: Bool) {
        lastBucket = time.rounded(.down)
        self.estimatesFirstBucket = estimatesFirstBucket
    }

    /// The rate as far as it is known: of calls that have only begun, as if their first bucket had ended.
    var latestCallsPerSecond: Double {
        guard isFirstBucket, estimatesFirstBucket else { return callsPerSecond }
        return max(callsPerSecond, Double(count) * Self.bucketsPerSecond)
    }

    /// Counts an answer, whatever it says.
    mutating func record(at time: Double) {
        count += 1
        let bucket = (time * Self.bucketsPerSecond).rounded(.down) / Self.bucketsPerSecond
        guard bucket > lastBucket else { return }
        let current = Double(count) / (bucket - lastBucket)
        callsPerSecond = current * Self.smoothing + callsPerSecond * (1 - Self.smoothing)
        count = 0
        isFirstBucket = bucket - lastBucket > 1
        lastBucket = bucket
    }
}
