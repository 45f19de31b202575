/// An age that a rule allows, in days or in hours.
public struct AgeLimit: Sendable, Hashable {
    /// A unit of ages.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Days of 86,400 seconds.
        case days
        /// Hours of 3,600 seconds, which ECR does not have.
        case hours

        /// The unit's length in seconds.
        var seconds: Double {
            switch self {
            case .days: 86_400
            case .hours: 3_600
            }
        }
    }

    // Documents hold no larger numbers. The small size keeps a decision at 32 bytes.
    private let storedNumber: Int32
    /// The unit.
    public let unit: Unit

    /// Creates an age of so many days or hours.
    public init(_ number: Int, _ unit: Unit) {
        storedNumber = Int32(clamping: number)
        self.unit = unit
    }

    /// An age of so many days.
    public static func days(_ number: Int) -> AgeLimit { AgeLimit(number, .days) }

    /// An age of so many hours.
    public static func hours(_ number: Int) -> AgeLimit { AgeLimit(number, .hours) }

    /// The number of days or hours.
    public var number: Int { Int(storedNumber) }

    /// The age in words, such as `1 day` or `6 hours`.
    package var words: String { number == 1 ? "1 \(unit.rawValue.dropLast())" : "\(number) \(unit.rawValue)" }
}
