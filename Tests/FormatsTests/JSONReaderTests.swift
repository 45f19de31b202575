import Foundation
import Testing

@testable import Formats

/// What a text holds, as far as the reader tells it.
private indirect enum Tree: Equatable, Decodable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([Tree])
    case members([String: Tree])

    init(from reader: inout JSONReader, first: UInt8) throws {
        switch first {
        case UInt8(ascii: "{"):
            var members: [String: Tree] = [:]
            try reader.object { reader, name in
                let value = try Tree(from: &reader, first: try reader.next())
                // JSONDecoder decides on its own which of two counts.
                guard members.updateValue(value, forKey: name.description) == nil else { throw JSONError("twice") }
            }
            self = .members(members)
        case UInt8(ascii: "["):
            var list: [Tree] = []
            try reader.array { list.append(try Tree(from: &$0, first: try $0.next())) }
            self = .list(list)
        case UInt8(ascii: "\""): self = .text(try reader.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            try reader.skip()
            self = .flag(first == UInt8(ascii: "t"))
        case UInt8(ascii: "n"):
            #expect(try reader.null())
            self = .null
        default: self = .number(try reader.double())
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Tree].self) {
            self = .list(list)
        } else {
            self = .members(try container.decode([String: Tree].self))
        }
    }
}

@Suite("The reader of JSON texts")
struct JSONReaderTests {
    private func read(_ text: Data) throws -> Tree {
        try JSONReader.read(text) { try Tree(from: &$0, first: try $0.next()) }
    }

    private static let texts = [
        #"{"imageDetails":[{"imageDigest":"sha256:00","imageTags":["a","b"],"imagePushedAt":1.769860801E9}]}"#,
        #"{ "a" : [ ] , "b" : { } , "" : [ 1 , -0 , 0.5 , 1e3 , -2.5E-3 , 12345678901234567890 ] }"#,
        #"{"escapes":"\" \\ \/ \b \f \n \r \t \u0041 \u00e9 \uD83D\uDE00 é 😀","\u0061":null}"#,
        #"[true,false,null,"",[[[[{"x":[{}]}]]]],1790000000.123,0.1,0.30000000000000004,999999999999999]"#,
        "\u{20}\t\r\n1 ", #""text""#, "0", "-1.25", "null",
    ]

    @Test("takes what JSONDecoder takes, and as the same", arguments: texts)
    func same(text: String) throws {
        let data = Data(text.utf8)
        #expect(try read(data) == JSONDecoder().decode(Tree.self, from: data))
        // What is passed over is looked at just as closely.
        try JSONReader.read(data) { try $0.skip() }
    }

    @Test(
        "refuses what is no JSON, taken or passed over",
        arguments: [
            "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{1:1}",
            "[1 2]",
            "1 1", "[]]", "tru", "nul", "nulll", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "+1", "-", "1.", ".5", "1e", "1e+", "0x1", "NaN", "'a'",
            "<html>", "\u{feff}1",
        ])
    func refused(text: String) {
        let data = Data(text.utf8)
        #expect(throws: JSONError.self) { try read(data) }
        #expect(throws: JSONError.self) { try JSONReader.read(data) { try $0.skip() } }
    }

    @Test("takes nothing that JSONDecoder does not, and nothing as another", arguments: 1...40)
    func mutations(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let alphabet = Array(#"{}[]",:\/ntfu0123456789eE.+- aZ"#.utf8) + [0, 9, 10, 0x7f, 0xc3, 0xa9, 0xff]
        for _ in 0..<250 {
            var bytes = Array(Self.texts[random(Self.texts.count)].utf8)
            for _ in 0...random(3) where !bytes.isEmpty {
                let position = random(bytes.count)
                switch random(3) {
                case 0: bytes[position] = alphabet[random(alphabet.count)]
                case 1: bytes.remove(at: position)
                default: bytes.insert(alphabet[random(alphabet.count)], at: position)
                }
            }
            let data = Data(bytes)
            // The other way round it does: commas before a bracket, for one. And the bytes of a name are not looked at
            // but to compare them.
            guard String(data: data, encoding: .utf8) != nil, let read = try? read(data) else { continue }
            let decoded = try? JSONDecoder().decode(Tree.self, from: data)
            // FoundationEssentials refuses 0e3, which RFC 8259 has.
            let text = String(decoding: data, as: UTF8.self)
            if decoded == nil, text.contains(/(^|[^0-9.])0[eE]/) { continue }
            #expect(read == decoded, "\(text)")
        }
    }

    @Test("is not led into a nesting without end")
    func depth() throws {
        func nested(_ depth: Int) -> Data {
            Data((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        try JSONReader.read(nested(500)) { try $0.skip() }
        #expect(throws: JSONError.self) { try JSONReader.read(nested(100_000)) { try $0.skip() } }
    }

    @Test("numbers are the nearest that there are", arguments: 1...20)
    func numbers(seed: UInt64) throws {
        var state = seed
        for _ in 0..<200 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let digits = String(state >> 8).prefix(Int(state % 17) + 1)
            let text = "\(digits).\(state % 100_000)"
            let value = try JSONReader.read(Data(text.utf8)) { try $0.double() }
            #expect(value == Double(text))
        }
    }

    @Test("whole numbers keep all of their digits, and others are refused")
    func wholeNumbers() throws {
        func whole(_ text: String) throws -> Int64 { try JSONReader.read(Data(text.utf8)) { try $0.int64() } }
        #expect(try whole("9007199254740993") == 9_007_199_254_740_993)
        #expect(try whole("-9223372036854775808") == .min)
        #expect(try whole("1e3") == 1000)
        #expect(throws: JSONError.self) { try whole("1.5") }
        #expect(throws: JSONError.self) { try whole("9223372036854775808") }
        #expect(throws: JSONError.self) { try whole("\"1\"") }
    }

    @Test("a fault names its place")
    func places() {
        let text = Data(#"{"a":[{},{"b":[1,"x"]}]}"#.utf8)
        let fault = #expect(throws: JSONError.self) {
            try JSONReader.read(text) { reader in
                try reader.object { reader, _ in
                    try reader.array { reader in
                        try reader.object { reader, _ in try reader.array { _ = try $0.double() } }
                    }
                }
            }
        }
        #expect(fault?.description.hasPrefix("$.a[1].b[1]: ") == true)
    }

    @Test("a member may be absent or null, and is there once")
    func members() throws {
        func read(_ text: String) throws -> JSONMember<Int64> {
            try JSONReader.read(Data(text.utf8)) { reader in
                var member = JSONMember<Int64>()
                try reader.object { reader, name in
                    switch name {
                    case "a": try member.take(from: &reader) { try $0.int64() }
                    default: try reader.skip()
                    }
                }
                return member
            }
        }
        #expect(try read(#"{"b":1,"a":2,"b":3}"#).value == 2)
        for text in ["{}", #"{"a":null}"#] {
            #expect(try read(text).value == nil)
            let fault = #expect(throws: JSONError.self) { try read(text).required("a") }
            #expect(fault?.description == "$.a: is missing")
        }
        for text in [#"{"a":1,"a":1}"#, #"{"a":null,"a":1}"#, #"{"a":1,"\u0061":2}"#] {
            let fault = #expect(throws: JSONError.self) { try read(text) }
            #expect(fault?.description == "$.a: stands twice")
        }
    }

    @Test("a string ends where it does, wherever that is among eight bytes")
    func lengths() throws {
        for length in 0...40 {
            let plain = String(repeating: "x", count: length)
            for special in ["", "\\n", "\\\"", "é", "\u{7f}", "\\\\", "\u{1F600}"] {
                let text = "[\"\(plain)\(special)\(plain)\",\"\(special)\"]"
                let read = try JSONReader.read(Data(text.utf8)) { try $0.all { try $0.string() } }
                #expect(read == (try JSONDecoder().decode([String].self, from: Data(text.utf8))))
            }
            for invalid in [[0x80], [0xff], [0xc3, 0x28], [0xe2, 0x82], [0xed, 0xa0, 0x80]] as [[UInt8]] {
                let text = Data("\"\(plain)".utf8) + invalid + Data("\(plain)\"".utf8)
                #expect(throws: JSONError.self) { try JSONReader.read(text) { try $0.string() } }
            }
            for control in 0..<0x20 as Range<UInt8> {
                let text = Data("\"\(plain)".utf8) + [control] + Data("\(plain)\"".utf8)
                #expect(throws: JSONError.self) { try JSONReader.read(text) { try $0.string() } }
            }
        }
    }
}
