import Testing

@testable import Cleanup

@Suite("Numbers for people")
struct AmountsTests {
    @Test(
        "bytes have a unit and about three digits",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1536, "1.5 KB"), (102_348, "99.9 KB"), (102_400, "100 KB"),
            (1_048_524, "1.0 MB"), (1_048_576, "1.0 MB"), (10_737_418_240, "10.0 GB"), (Int64.max, "8,192 PB"),
        ] as [(Int64, String)])
    func bytes(bytes: Int64, text: String) {
        #expect(Amounts.bytes(bytes) == text)
    }

    @Test(
        "digits stand in groups of three",
        arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
    func count(number: Int, text: String) {
        #expect(Amounts.count(number) == text)
    }

    @Test(
        "money has two decimals",
        arguments: [(0, "$0.00"), (0.004, "$0.00"), (0.005, "$0.01"), (1234.5, "$1,234.50"), (0.999, "$1.00")])
    func dollars(amount: Double, text: String) {
        #expect(Amounts.dollars(amount) == text)
    }
}
