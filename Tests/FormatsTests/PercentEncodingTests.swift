import Formats
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(
        "leaves unreserved characters alone",
        arguments: [
            ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a b/c%", "a%20b%2Fc%25"), ("é\n", "%C3%A9%0A"),
            ("+&=:", "%2B%26%3D%3A"),
        ])
    func encode(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text.utf8) == encoded)
        #expect(PercentEncoding.decode(encoded) == text)
    }

    @Test(
        "is undone in either case, and a percent sign without two digits stays",
        arguments: [("%c3%A9", "é"), ("%", "%"), ("%2", "%2"), ("%2g%20", "%2g "), ("%+f", "%+f"), ("a+b", "a+b")])
    func decode(encoded: String, text: String) {
        #expect(PercentEncoding.decode(encoded) == text)
    }

    @Test("keeps every byte")
    func bytes() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(PercentEncoding.decode(PercentEncoding.encode(bytes).utf8) == bytes)
    }
}
