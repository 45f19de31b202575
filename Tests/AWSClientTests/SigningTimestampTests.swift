import Foundation
import Testing

@testable import AWSClient

@Suite("Times of signatures")
struct SigningTimestampTests {
    @Test("A time reads as it was written, all over the range")
    func roundTrip() throws {
        // A stride that is prime to the lengths of minute, hour, day and year, so that all of them vary.
        for seconds in stride(from: 0, through: 253_402_300_799, by: 104_729_051) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            let timestamp = SigV4Signer.Timestamp(date)
            #expect(timestamp.date == date)
            #expect(SigV4Signer.Timestamp(timestamp.text) == timestamp)
            #expect(timestamp.text == date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted)))
            #expect(timestamp.text.hasPrefix("\(timestamp.day)T"))
        }
    }

    @Test(
        "Fractions are dropped, and what four digits can't write becomes the nearest second that they can",
        arguments: [
            (1_440_938_160.999, "20150830T123600Z"), (0, "19700101T000000Z"), (-0.5, "19700101T000000Z"),
            (-1e300, "19700101T000000Z"), (253_402_300_799.5, "99991231T235959Z"),
            (253_402_300_800, "99991231T235959Z"),
            (1e300, "99991231T235959Z"), (.infinity, "99991231T235959Z"), (-.infinity, "19700101T000000Z"),
            (.nan, "19700101T000000Z"),
        ])
    func edges(seconds: Double, text: String) {
        #expect(SigV4Signer.Timestamp(Date(timeIntervalSince1970: seconds)).text == text)
    }

    @Test(
        "What is no time is not read",
        arguments: [
            "", "20150830", "20150830T123600", "20150830T123600z", "20150830 123600Z", "2015-08-30T12:36:00Z",
            "20150230T000000Z", "20230229T000000Z", "21000229T000000Z", "20151301T000000Z", "20150001T000000Z",
            "20150100T000000Z", "20150101T240000Z", "20150101T006000Z", "20150101T000060Z", "19691231T235959Z",
            "00000000T000000Z", "-0150830T123600Z", "+0150830T123600Z", "２0150830T1236Z", "20150830T123600Z ",
        ])
    func malformed(text: String) {
        #expect(SigV4Signer.Timestamp(text) == nil)
    }
}
