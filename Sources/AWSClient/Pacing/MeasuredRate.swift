/// How many calls a second were answered lately, smoothed over buckets of half a second.
struct MeasuredRate: Sendable, Hashable {
    private static let smoothing = 0.8
    private static let bucketsPerSecond = 2.0

    /// The rate at the end of the last bucket; 0 before the first has ended.
    private(set) var callsPerSecond = 0.0
    private var lastBucket: Double
    private var count = 0

    init(at time: Double) { lastBucket = time.rounded(.down) }

    /// Counts an answer, whatever it says.
    mutating func record(at time: Double) {
        count += 1
        let bucket = (time * Self.bucketsPerSecond).rounded(.down) / Self.bucketsPerSecond
        guard bucket > lastBucket else { return }
        let current = Double(count) / (bucket - lastBucket)
        callsPerSecond = current * Self.smoothing + callsPerSecond * (1 - Self.smoothing)
        count = 0
        lastBucket = bucket
    }
}
