import Essentials

/// The daily start of a list without room for all repositories.
///
/// Nothing is stored between runs. Each day the list begins a fixed step further on in the whole, at most the size of a
/// list. So nothing is skipped, and everything is listed within `days` consecutive days.
struct ListingRotation: Sendable {
    /// The number of consecutive days in which everything is listed.
    let days: Int
    /// The number of slots where the list may begin.
    ///
    /// It is prime. So a schedule that leaves out days, such as every other day, comes to every place too.
    private let slots: Int
    /// The number of slots by which the start moves each day.
    private let step: Int
    /// The size of the whole.
    private let total: Int

    /// Creates a rotation through a whole that is larger than a list.
    ///
    /// The result is `nil` if a list holds next to nothing of the whole.
    ///
    /// - Parameters:
    ///   - room: the size that is listed in any case, wherever the list begins.
    ///   - total: the size of the whole.
    init?(room: Int, of total: Int) {
        guard room > 0, total / room < 1000 else { return nil }
        var days = max(1, total / room)
        var slots: Int
        var step: Int
        repeat {
            days += 1
            slots = Self.prime(from: 5 * days)
            step = (slots + days - 1) / days
        } while step * total > room * slots
        (self.days, self.slots, self.step, self.total) = (days, slots, step, total)
    }

    /// The start of a day's list, from 0 to below the whole.
    func offset(on date: Date) -> Int {
        // The day is limited, since a clock with a nonsensical time must not end the process.
        let limit = 1e9
        let day = Int(min(limit, max(-limit, (date.timeIntervalSince1970 / 86_400).rounded(.down))))
        let slot = (day % slots + slots) * step % slots
        return slot * total / slots
    }

    /// The smallest prime number that is at least this number.
    private static func prime(from number: Int) -> Int {
        var number = max(2, number)
        while (2..<number).prefix(while: { $0 * $0 <= number }).contains(where: { number.isMultiple(of: $0) }) {
            number += 1
        }
        return number
    }
}
