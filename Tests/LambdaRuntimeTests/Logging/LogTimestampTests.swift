import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The time on a log line")
struct LogTimestampTests {
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
        #expect(LogTimestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test(
        "What is no date of four digits is the nearest that is",
        arguments: [
            (Double.infinity, "9999-12-31T23:59:59.999Z"), (1e300, "9999-12-31T23:59:59.999Z"),
            (-Double.infinity, "0001-01-01T00:00:00.000Z"), (-1e300, "0001-01-01T00:00:00.000Z"),
            (.nan, "0001-01-01T00:00:00.000Z"),
        ])
    func extremes(seconds: Double, text: String) {
        #expect(LogTimestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test("Every day of 400 years has the date that Foundation gives it")
    func everyDay() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in 0..<146_097 {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + Double(day % 86_400) + 0.125)
            let text = LogTimestamp.text(date)
            guard text == style.format(date) else {
                Issue.record("day \(day) is \(style.format(date)), and was written \(text)")
                return
            }
        }
    }
}
