import HTTPTypes
import Testing

@testable import HTTPTransport

@Suite("ResponseHeadParser")
struct ResponseHeadParserTests {
    @Test(
        "The final head is the one that counts",
        arguments: [
            ["HTTP/1.1 200 OK", "A: 1", ""],
            ["HTTP/1.1 100 Continue", "B: 2", "", "HTTP/1.1 200 OK", "A: 1", ""],
            ["HTTP/1.1 200 OK", "A: 1", "", "Trailer: 3", ""],
            ["HTTP/1.1 200", "A:1", ""],
            ["HTTP/1.1 200 ", "A:\t 1 \t", ""],
            ["HTTP/1.1 200 OK", "no colon", ": no name", "a b: no token", "A: 1", ""],
        ])
    func keepsFinalHead(lines: [String]) {
        let head = parse(lines)
        #expect(head?.status.code == 200)
        #expect(head?.headerFields.map { "\($0.name.rawName)=\($0.value)" } == ["A=1"])
    }

    @Test("A folded line continues its field")
    func unfolds() throws {
        #expect(parse(["HTTP/1.1 200 OK", "Via: a", "  b", "\tc", ""])?.headerFields[.via] == "a b c")
    }

    @Test("Values keep their colons, and fields their order")
    func keepsValues() {
        let head = parse(["HTTP/1.1 404 Not Found Here", "Location: http://a:1/", "Set-Cookie: b", "Set-Cookie: a", ""])
        #expect(head?.status.reasonPhrase == "Not Found Here")
        #expect(head?.headerFields[.location] == "http://a:1/")
        #expect(head?.headerFields[values: .setCookie] == ["b", "a"])
    }

    @Test(
        "There is no head without a status, an end or a final response",
        arguments: [
            [], [""], ["A: 1", ""], ["HTTP/1.1 200 OK", "A: 1"], ["HTTP/1.1 100 Continue", ""],
            ["HTTP/1.1 abc", ""], ["HTTP/1.1 99 Low", ""], ["HTTP/1.1 1000 High", ""], ["HTTP/1.1", ""],
        ])
    func refusesIncompleteHeads(lines: [String]) {
        #expect(parse(lines) == nil)
    }

    private func parse(_ lines: [String]) -> HTTPResponse? {
        var parser = ResponseHeadParser()
        for line in lines { parser.append((line + "\r\n").utf8) }
        return parser.head
    }
}
