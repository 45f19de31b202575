#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The rate that the CUBIC algorithm allows.
///
/// A throttling cuts the rate. The rate then returns quickly to where it was cut, stays there for a while, and rises
/// ever faster. Times are seconds, rates are calls a second.
///
/// - SeeAlso: [RFC 9438: CUBIC for Fast and Long-Distance Networks](https://www.rfc-editor.org/rfc/rfc9438)
struct CubicRate: Sendable, Hashable {
    private static let scaleConstant = 0.4
    private static let beta = 0.7

    /// The rate at the last throttling.
    private(set) var maximum = 0.0
    /// The time from a throttling until the curve is back at `maximum`.
    private(set) var timeToMaximum = 0.0
    private var lastThrottling: Double

    init(at time: Double) { lastThrottling = time }

    /// The rate that a success allows.
    func succeeded(at time: Double) -> Double {
        let distance = time - lastThrottling - timeToMaximum
        return Self.scaleConstant * distance * distance * distance + maximum
    }

    /// The reduced rate after a throttling.
    mutating func throttled(sendingAt rate: Double, at time: Double) -> Double {
        maximum = rate
        timeToMaximum = cbrt(maximum * (1 - Self.beta) / Self.scaleConstant)
        lastThrottling = time
        return rate * Self.beta
    }
}
