import Essentials

/// Where a list begins that has no room for all repositories, day by day.
///
/// Nothing is stored between runs. Each day begins a fixed part of the whole further on, never further than what fits
/// into a list: so nothing is passed over, and within `days` days in a row everything was listed.
struct ListingRotation: Sendable {
    /// How many consecutive days list everything.
    let days: Int
    /// How many slots the list may begin at.
    ///
    /// A prime number: a schedule that leaves days out (every other one, all but one of a week) comes to every place, too.
    private let slots: Int
    /// How many slots further each day begins.
    private let step: Int
    /// The size of the whole.
    private let total: Int

    /// A rotation through a whole that is larger than a list; `nil` where a list holds next to nothing of it.
    ///
    /// - Parameters:
    ///   - room: how much is listed in any case, from wherever the list begins.
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

    /// Where the list of a day begins, from 0 to less than the whole.
    func offset(on date: Date) -> Int {
        // As many days as any calendar has: also a clock that says nonsense must not end the process.
        let limit = 1e9
        let day = Int(min(limit, max(-limit, (date.timeIntervalSince1970 / 86_400).rounded(.down))))
        let slot = (day % slots + slots) * step % slots
        return slot * total / slots
    }

    /// The smallest prime number that is no smaller than this one.
    private static func prime(from number: Int) -> Int {
        var number = max(2, number)
        while (2..<number).prefix(while: { $0 * $0 <= number }).contains(where: { number.isMultiple(of: $0) }) {
            number += 1
        }
        return number
    }
}
