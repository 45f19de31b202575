import Formats
import Foundation
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test("Each day follows the one before it, as the Gregorian calendar has it, to the year 2500")
    func calendar() {
        var expected = CivilDay(year: 1970, month: 1, day: 1)
        var number = 0
        while expected.year < 2500 {
            let day = CivilDay(daysSince1970: number)
            guard day == expected, day.daysSince1970 == number else {
                Issue.record("day \(number) is \(day), expected \(expected)")
                return
            }
            number += 1
            expected.day += 1
            if expected.day > length(ofMonth: expected.month, year: expected.year) {
                expected.day = 1
                expected.month += 1
            }
            if expected.month > 12 {
                expected.month = 1
                expected.year += 1
            }
        }
        #expect(number == 193_579)
    }

    private func length(ofMonth month: Int, year: Int) -> Int {
        let isLeapYear = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    @Test(
        "Known moments",
        arguments: [
            (0.0, "1970-01-01T00:00:00.000Z"), (951_782_399.999, "2000-02-28T23:59:59.999Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
            (1_709_164_800.5, "2024-02-29T00:00:00.500Z"), (1_735_689_599.999_4, "2024-12-31T23:59:59.999Z"),
            (1_735_689_599.999_6, "2025-01-01T00:00:00.000Z"), (-0.001, "1969-12-31T23:59:59.999Z"),
            (-86_400, "1969-12-31T00:00:00.000Z"),
        ])
    func known(seconds: Double, text: String) {
        #expect(CivilTime(Date(timeIntervalSince1970: seconds)).iso8601WithMilliseconds == text)
    }

    @Test(
        "What is no date of four digits is the nearest that is",
        arguments: [
            (Double.infinity, "9999-12-31T23:59:59.999Z"), (1e300, "9999-12-31T23:59:59.999Z"),
            (-Double.infinity, "0001-01-01T00:00:00.000Z"), (-1e300, "0001-01-01T00:00:00.000Z"),
            (.nan, "0001-01-01T00:00:00.000Z"),
        ])
    func extremes(seconds: Double, text: String) {
        #expect(CivilTime(Date(timeIntervalSince1970: seconds)).iso8601WithMilliseconds == text)
    }

    @Test("Every day of 400 years has the date that Foundation gives it")
    func everyDay() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in 0..<146_097 {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + Double(day % 86_400) + 0.125)
            let text = CivilTime(date).iso8601WithMilliseconds
            guard text == style.format(date) else {
                Issue.record("day \(day) is \(style.format(date)), and was written \(text)")
                return
            }
        }
    }

    @Test("To the second, times are written as Foundation writes them")
    func wholeSeconds() {
        // From 1583 on; before that, Foundation writes days of the Julian calendar.
        for seconds in stride(from: -12_212_553_599.25, through: 253_402_300_799, by: 104_729_051.125) {
            let date = Date(timeIntervalSince1970: seconds)
            #expect(date.iso8601 == date.formatted(.iso8601))
        }
    }
}
