import Essentials

/// A point in time, told from the start of the registry or from 1970.
public enum SimulatedTime: Sendable, Hashable {
    /// So many days of 86,400 seconds before the registry starts, so that a sample keeps its ages.
    case daysAgo(Double)
    /// So many seconds after the beginning of 1970, UTC.
    case epochSeconds(Double)

    /// The date, for a registry that starts at `start`.
    func date(start: Date) -> Date {
        switch self {
        case .daysAgo(let days): start.addingTimeInterval(-days * 86_400)
        case .epochSeconds(let seconds): Date(timeIntervalSince1970: seconds)
        }
    }
}

extension KeyedDecodingContainer {
    /// Decodes a time that stands under one of two keys, or under neither.
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
