import Foundation
import LambdaRuntime
import Logging
import Testing

private struct Broken: Error, CustomStringConvertible {
    var description: String { "broken\nin two" }
}

@Suite("Log lines")
struct LineLogHandlerTests {
    private let lines = Recorder<String>()

    private func logger(_ format: LogFormat, level: Logger.Level = .trace) -> Logger {
        let lines = lines
        return Logger(
            label: "test", configuration: LoggingConfiguration(format: format, level: level),
            sink: LogSink { lines.append(String(decoding: $0, as: UTF8.self)) },
            now: { Date(timeIntervalSince1970: 1_800_000_000.25) })
    }

    /// The only line, parsed.
    private func object() throws -> [String: Any] {
        try #require(lines.elements.count == 1)
        return try #require(try JSONSerialization.jsonObject(with: Data(lines.elements[0].utf8)) as? [String: Any])
    }

    @Test("A JSON line begins with time, level, message and request id, then has the metadata in order")
    func jsonLine() {
        var logger = logger(.json)
        logger[metadataKey: "requestId"] = "id-1"
        logger.warning("hello", metadata: ["b": "2", "a": ["x", ["k": "v"]], "c": .stringConvertible(3)])
        #expect(
            lines.elements == [
                #"{"timestamp":"2027-01-15T08:00:00.250Z","level":"WARN","message":"hello","requestId":"id-1","#
                    + #""a":["x",{"k":"v"}],"b":"2","c":"3"}"# + "\n"
            ])
    }

    @Test("A text line has the same in words")
    func textLine() {
        var logger = logger(.text)
        logger[metadataKey: "requestId"] = "id-1"
        logger.error("hello", metadata: ["b": "2", "a": "1"])
        #expect(lines.elements == ["2027-01-15T08:00:00.250Z ERROR hello requestId=id-1 a=1 b=2\n"])
    }

    @Test("Outside of an invocation there is no request id")
    func noRequestID() throws {
        logger(.json).info("hello")
        #expect(try Set(object().keys) == ["timestamp", "level", "message"])
    }

    @Test(
        "Levels bear Lambda's names",
        arguments: [
            (Logger.Level.trace, "TRACE"), (.debug, "DEBUG"), (.info, "INFO"), (.notice, "INFO"), (.warning, "WARN"),
            (.error, "ERROR"), (.critical, "FATAL"),
        ])
    func levels(level: Logger.Level, name: String) throws {
        logger(.json).log(level: level, "hello")
        #expect(try object()["level"] as? String == name)
    }

    @Test("What is less grave than the level is not written")
    func filter() {
        let logger = logger(.json, level: .warning)
        logger.info("no")
        logger.notice("no")
        logger.warning("yes")
        logger.error("yes")
        #expect(lines.elements.count == 2)
        #expect(!lines.elements.contains { $0.contains("no") })
    }

    static let nasty = [
        "\"quoted\"", "back\\slash", "two\nlines", "two\r\nlines", "tab\t", "nul\u{0}", "bell\u{7}", "escape\u{1b}[31m",
        "delete\u{7f}", "csi\u{9b}31m", "next\u{85}line", "line\u{2028}separator\u{2029}", "whale 🐋 é", "{\"level\":1}",
        "", " ", "\\n", "</script>", "\u{FFFD}\u{FEFF}", "override\u{202e}txt", "isolate\u{2066}x", "zero\u{200b}width",
        "tag\u{e0041}",
    ]

    @Test("Any text comes back out of a JSON line, as message, value, key and request id", arguments: nasty)
    func nastyJSON(text: String) throws {
        var logger = logger(.json)
        logger[metadataKey: "requestId"] = .string(text)
        logger.info(
            "\(text)", metadata: ["value": .string(text), "key\(text)": "v", "nested": [text: [.string(text)]]])
        let object = try object()
        #expect(object["message"] as? String == text)
        #expect(object["requestId"] as? String == text)
        #expect(object["value"] as? String == text)
        #expect(object["key\(text)"] as? String == "v")
        #expect((object["nested"] as? [String: [String]]) == [text: [text]])
        expectOneLine()
    }

    @Test("Any text stays on one line of a text log, and steers no terminal", arguments: nasty)
    func nastyText(text: String) {
        logger(.text).info("\(text)", metadata: [text: .string(text), "nested": [text: [.string(text)]]])
        expectOneLine()
    }

    private func expectOneLine() {
        #expect(lines.elements.count == 1)
        let line = lines.elements[0]
        #expect(line.utf8.last == UInt8(ascii: "\n"))
        let invisible: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        let controls = line.unicodeScalars.dropLast().filter { invisible.contains($0.properties.generalCategory) }
        #expect(controls.isEmpty)
    }

    @Test("Metadata takes neither the place of the time, nor of level or message")
    func reservedNames() throws {
        logger(.json).info(
            "real", metadata: ["message": "m", "level": "l", "timestamp": "t", "_message": "other"])
        let object = try object()
        #expect(object["message"] as? String == "real")
        #expect(object["level"] as? String == "INFO")
        #expect(object["timestamp"] as? String == "2027-01-15T08:00:00.250Z")
        #expect(object["_message"] as? String == "other")
        #expect(object["__message"] as? String == "m")
        #expect(object["_level"] as? String == "l")
        #expect(object["_timestamp"] as? String == "t")
    }

    @Test("The record's own metadata wins over the logger's and a provider's")
    func precedence() throws {
        var handler = LineLogHandler(
            configuration: LoggingConfiguration(format: .json, level: .info),
            sink: LogSink { [lines] in lines.append(String(decoding: $0, as: UTF8.self)) }, now: { Date() })
        handler.metadataProvider = Logger.MetadataProvider { ["a": "provider", "b": "provider", "c": "provider"] }
        handler.metadata = ["a": "logger", "b": "logger", "d": "logger"]
        Logger(label: "test", factory: { [handler] _ in handler }).info("m", metadata: ["a": "record"])
        let object = try object()
        #expect(object["a"] as? String == "record")
        #expect(object["b"] as? String == "provider")
        #expect(object["c"] as? String == "provider")
        #expect(object["d"] as? String == "logger")
    }

    @Test("An error that is logged with the message is on the line")
    func attachedError() throws {
        logger(.json).error("failed", error: Broken())
        #expect(try object()["error"] as? String == "broken\nin two")
    }

    @Test("Metadata that speaks of the error itself wins over the error's description")
    func describedError() throws {
        logger(.json).error("failed", error: Broken(), metadata: ["error": "paper jam"])
        #expect(try object()["error"] as? String == "paper jam")
    }
}
