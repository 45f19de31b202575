import Foundation
import Logging
import Testing

@testable import LambdaRuntime

@Suite("An invocation's deadline")
struct InvocationDeadlineTests {
    @Test("Epoch milliseconds are read to the millisecond")
    func milliseconds() throws {
        let deadline = try InvocationDeadline.parse("1800000060123", now: testNow)
        #expect(abs(deadline.timeIntervalSince(testNow) - 60.123) < 0.000_5)
    }

    @Test(
        "An absurd deadline is taken as the nearest that can be",
        arguments: [
            ("0", 0.0), ("1", 0), ("1799999999999", 0), ("1800000000000", 0), ("1800000000001", 0.001),
            ("-5", 0), ("-99999999999999999999999", 0), ("000000000000000000000000000", 0),
            ("1800000900000", 900), ("1800000900001", 900), ("9223372036854775807", 900),
            ("9223372036854775808", 900), ("99999999999999999999999999999999", 900),
        ])
    func clamped(field: String, secondsFromNow: Double) throws {
        let deadline = try InvocationDeadline.parse(field, now: testNow)
        #expect(abs(deadline.timeIntervalSince(testNow) - secondsFromNow) < 0.000_5)
    }

    @Test(
        "What is no number is the invocation's error, which names the field",
        arguments: [nil, "", " ", "-", "soon", "12.5", "1e12", "0x10", "+1", "1 2", "1, 2", "١٢", "NaN", "inf", "--1"])
    func malformed(field: String?) throws {
        let error = try #require(throws: LambdaFunctionError.self) {
            try InvocationDeadline.parse(field, now: testNow)
        }
        #expect(error.type == .malformedInvocation)
        #expect(error.message.contains("Lambda-Runtime-Deadline-Ms"))
    }
}
