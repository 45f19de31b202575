import Foundation
import Testing

@testable import AWSClient

@Suite("An XML document")
struct XMLTreeTests {
    private func read(_ text: String) throws -> XMLTree { try XMLTree(document: Data(text.utf8)) }

    @Test("is read as its elements")
    func elements() throws {
        let document = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- before -->
            <A xmlns="https://sts.amazonaws.com/doc/2011-06-15/" x='"1"'>
              <b>one</b>
              <c><b>two</b><d/><d a = "1" /></c><!-- <b>between</b> -->
            </A >
            <!-- after -->

            """)
        #expect(document.name == "A")
        #expect(document.text.isEmpty)
        #expect(document.children.map(\.name) == ["b", "c"])
        #expect(try document.text(of: "b") == "one")
        #expect(try document.child("c").text(of: "b") == "two")
        #expect(try document.child("c").children.count == 3)
    }

    @Test(
        "has its text decoded",
        arguments: [
            ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"), ("&amp;lt;", "&lt;"), ("&#65;&#x42;&#x1F433;", "AB🐳"),
            ("<![CDATA[<b>&amp;</b>]]>", "<b>&amp;</b>"), ("a<![CDATA[b]]>c", "abc"), ("a<!-- b -->c", "ac"),
            ("a > b ; c", "a > b ; c"), (" two  spaces ", " two  spaces "), ("naïve 🐳 日本", "naïve 🐳 日本"),
            ("e&#x301;", "e\u{301}"),
        ])
    func text(markup: String, text: String) throws {
        #expect(try read("<a><b>\(markup)</b></a>").text(of: "b") == text)
    }

    @Test(
        "that is none is refused",
        arguments: [
            "", " ", "text", "{}", "<", "<a", "<a>", "<a/", "<a></b>", "<a><b></a></b>", "</a>", "<a/><b/>", "<a/>text",
            "<a>&nbsp;</a>", "<a>&;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#xD800;</a>", "<a>&#1114112;</a>",
            "<a>&#99999999999;</a>", "<a>&#0;</a>", "<a>&#-1;</a>", "<a>&#+1;</a>", "<a>&#1F;</a>", "<a>&amp</a>",
            "<a>& b</a>", "<a b></a>", "<a b=c></a>", "<a b=\"c></a>", "<a b=\"<\"/>", "<a b=\"1\"c=\"2\"/>", "< a/>",
            "<1/>", "<!-- a", "<a><!-- b</a>", "<a><![CDATA[b</a>", "<![CDATA[b]]>", "<?xml <a/>", "<a><?b?></a>",
            "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "\u{feff}<a/>", "\0",
        ])
    func refused(text: String) {
        #expect(throws: XMLError.self) { try read(text) }
    }

    @Test("has times in ISO 8601, and no others")
    func time() throws {
        let document = try read("<a><b>2026-01-31T12:00:00Z</b><c>2026-01-31T12:00:00.5Z</c><d>1769860800</d></a>")
        #expect(try document.time(of: "b") == Date(timeIntervalSince1970: 1_769_860_800))
        #expect(try document.time(of: "c") == Date(timeIntervalSince1970: 1_769_860_800.5))
        for name in ["d", "e"] { #expect(throws: XMLError.self) { try document.time(of: name) } }
    }

    @Test("cut anywhere is refused")
    func cut() throws {
        let whole = #"<?xml version="1.0"?><A b="c"><d>e&amp;f</d><g/><!-- h --><i><![CDATA[j]]></i></A>"#
        #expect(try read(whole).children.count == 3)
        for length in 0..<whole.utf8.count {
            #expect(throws: XMLError.self) { try read(String(decoding: whole.utf8.prefix(length), as: UTF8.self)) }
        }
    }

    @Test("may be nested no deeper than any answer is")
    func nesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(try read(nested(64)).name == "a")
        #expect(throws: XMLError.self) { try read(nested(65)) }
        #expect(throws: XMLError.self) { try read(nested(100_000)) }
    }

    @Test("of bytes that are not UTF-8 is refused")
    func notUTF8() {
        let bytes = Array("<a>".utf8) + [0xff] + Array("</a>".utf8)
        #expect(throws: XMLError.self) { try XMLTree(document: Data(bytes)) }
    }

    @Test("gives no element that is missing, that is there twice, or whose text is not all that it has")
    func lookingUp() throws {
        let document = try read("<a><once>1</once><twice>1</twice><twice>2</twice><empty/><mixed>1<b/></mixed></a>")
        #expect(try document.text(of: "once") == "1")
        for name in ["none", "twice", "empty", "mixed", "b"] {
            #expect(throws: XMLError.self) { try document.text(of: name) }
        }
    }

    @Test("is not quoted when something is wrong with it")
    func secrecy() {
        for text in [
            "<a><SecretAccessKey>s3cret</b></a>", "<a>&s3cret;</a>", "<a s3cret></a>", "<a>s3cret", "s3cret",
            "<a/>s3cret", "<a><b>s3cret</c></a>",
        ] {
            let error = #expect(throws: XMLError.self) { try read(text) }
            #expect(error?.description.contains("s3cret") == false)
        }
    }

    @Test("of random pieces is read or refused, and never ends the program")
    func randomPieces() {
        var random = TestRandom(seed: 20_260_131)
        let pieces = [
            "<", ">", "/", "</", "/>", "<a>", "</a>", "<b/>", "&", ";", "&amp;", "&#x", "<!--", "-->", "<![CDATA[",
            "]]>", "<?xml ", "?>", "\"", "'", "=", " ", "\n", "a", "é", "🐳", "\u{ff}",
        ].map { Array($0.utf8) }
        var read = 0
        for _ in 0..<20_000 {
            var document = Data("<a>".utf8)
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                document += pieces[Int.random(in: pieces.indices, using: &random)]
            }
            document += Data("</a>".utf8)
            if (try? XMLTree(document: document)) != nil { read += 1 }
        }
        #expect(read > 100)
    }
}
