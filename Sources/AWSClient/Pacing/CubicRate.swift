#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The rate that CUBIC allows: cut by a throttling, it returns quickly to where it was cut, stays there for a while,
/// and then looks further up ever more quickly.
///
/// Times are seconds, rates are calls a second.
///
/// - SeeAlso: [RFC 9438: CUBIC for Fast and Long-Distance Networks](https://www.rfc-editor.org/rfc/rfc9438)
struct CubicRate: Sendable, Hashable {
    private static let scaleConstant = 0.4
    private static let beta = 0.7

    /// The rate at the last throttling.
    private(set) var maximum = 0.0
    /// How long after a throttling the curve is back at that rate.
    private(set) var timeToMaximum = 0.0
    private var lastThrottling: Double

    init(at time: Double) { lastThrottling = time }

    /// The rate that a success allows.
    func succeeded(at time: Double) -> Double {
        let distance = time - lastThrottling - timeToMaximum
        return Self.scaleConstant * distance * distance * distance + maximum
    }

    /// The rate that follows a throttling.
    mutating func throttled(sendingAt rate: Double, at time: Double) -> Double {
        maximum = rate
        timeToMaximum = cbrt(maximum * (1 - Self.beta) / Self.scaleConstant)
        lastThrottling = time
        return rate * Self.beta
    }
}
