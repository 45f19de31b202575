/// A seeded random number generator (SplitMix64).
///
/// - SeeAlso: [Fast splittable pseudorandom number generators](https://doi.org/10.1145/2714064.2660195)
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// Makes all later numbers depend on a value, too.
    mutating func mix(_ value: UInt64) { state = next() ^ value }
}
