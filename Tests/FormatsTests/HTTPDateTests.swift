import Formats
import Foundation
import TestSupport
import Testing

@Suite("Dates in HTTP header fields")
struct HTTPDateTests {
    @Test(
        "are read",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sat, 31 Jan 2026 12:00:00 GMT", 1_769_860_800), ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("Wed, 09 Sep 2026 00:00:00 GMT", 1_788_912_000),
            ("Thu, 01 Oct 2026 00:00:00 GMT", 1_790_812_800),
            // The weekday says nothing that the date does not.
            ("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ])
    func good(text: String, seconds: Double) {
        #expect(HTTPDate.parse(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(
        "of another form, or that do not exist, are passed over",
        arguments: [
            "", " ", "GMT", "yesterday", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 +0000", "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 11 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 30 Feb 1994 08:49:37 GMT",
            "Wed, 29 Feb 2023 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:99 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37.5 GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
            "Sun, ٠٦ Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994T 08:49:37 GMT", "Sun, 06 Nov 1994 :08:49:37 GMT",
        ])
    func bad(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test("are written as they are read")
    func roundTrip() {
        for seconds in stride(from: 0, through: 253_402_300_799, by: 104_729_051) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(HTTPDate.parse(HTTPDate.text(date)) == date)
        }
        #expect(HTTPDate.text(Date(timeIntervalSince1970: 784_111_777.9)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test("of random bytes never trap")
    func randomTexts() {
        var random = SplitMix64(seed: 1)
        let good = Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8)
        for _ in 0..<2_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if let date = HTTPDate.parse(String(decoding: bytes, as: UTF8.self)) {
                #expect((0...253_402_300_799).contains(date.timeIntervalSince1970))
            }
        }
    }
}
