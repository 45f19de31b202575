import Essentials

/// A time, relative to the registry's start or absolute.
public enum SimulatedTime: Sendable, Hashable {
    /// Days of 86,400 seconds before the registry's start.
    ///
    /// They let samples keep their ages.
    case daysAgo(Double)
    /// Seconds since 1970.
    case epochSeconds(Double)

    /// The date, for a registry that starts at a given time.
    func date(start: Date) -> Date {
        switch self {
        case .daysAgo(let days): start.addingTimeInterval(-days * 86_400)
        case .epochSeconds(let seconds): Date(timeIntervalSince1970: seconds)
        }
    }
}

extension KeyedDecodingContainer {
    /// Decodes a time under one of two keys; `nil` under neither.
    func time(daysAgo daysKey: Key, at epochKey: Key) throws -> SimulatedTime? {
        let days: Double? = try number(daysKey, in: 0...36_500)
        let seconds: Double? = try number(epochKey, in: 0...4e9)
        switch (days, seconds) {
        case (nil, nil): return nil
        case (let days?, nil): return .daysAgo(days)
        case (nil, let seconds?): return .epochSeconds(seconds)
        default: throw error(epochKey, "and \(daysKey.stringValue) exclude each other")
        }
    }
}
