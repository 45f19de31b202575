/// Writes a JSON text member by member, in the given order.
///
/// `JSONEncoder` does not keep an order, which people need. The writer also uses no reflection and nothing that is slow
/// the first time, so a log line costs little. Any text becomes valid JSON (RFC 8259) without invisible controls.
/// Without indentation, everything is on one line.
public struct JSONWriter: Sendable {
    /// A closure that receives a part of the text.
    public typealias Sink = @Sendable ([UInt8]) throws -> Void

    /// The UTF-8 text so far, without the parts given to the sink.
    public private(set) var bytes: [UInt8] = []

    private let isIndented: Bool
    private let sink: Sink?
    private var failure: (any Error)?
    private var depth = 0
    private var isFirst = true

    /// Begins a text.
    ///
    /// - Parameters:
    ///   - isIndented: whether each member has a line of its own.
    ///   - sink: receives the text part by part, so that only a part is kept. ``finish(with:)`` gives it the last part.
    public init(isIndented: Bool = false, to sink: Sink? = nil) {
        self.isIndented = isIndented
        self.sink = sink
    }

    /// The number of bytes that are collected for the sink.
    private static let partSize = 1 << 16

    /// Gives the rest of the text to the sink.
    ///
    /// - Parameter end: the text behind the JSON.
    /// - Throws: the sink's first error, now or earlier; the sink is given nothing after it.
    public mutating func finish(with end: String) throws {
        bytes += end.utf8
        flush()
        if let failure { throw failure }
    }

    private mutating func flush() {
        guard let sink else { return }
        if failure == nil {
            do { try sink(bytes) } catch { failure = error }
        }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes an object.
    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclosed(by: "{", "}", members)
    }

    /// Writes an array.
    public mutating func array(_ elements: (inout JSONWriter) -> Void) {
        enclosed(by: "[", "]", elements)
    }

    /// Begins the next member of an object; its value must follow.
    public mutating func key(_ name: String) {
        beginEntry()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if isIndented { bytes.append(UInt8(ascii: " ")) }
    }

    /// Begins the next element of an array; the element must follow.
    public mutating func beginEntry() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        if sink != nil, bytes.count >= Self.partSize { flush() }
        breakLine()
    }

    /// Writes a text.
    public mutating func value(_ text: String) { quote(text) }

    /// Writes a long text part by part, so that it is never in memory as a whole.
    public mutating func value(_ start: String, continuedBy parts: some Sequence<String>) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(start)
        for part in parts {
            if sink != nil, bytes.count >= Self.partSize { flush() }
            appendEscaped(part)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole number.
    public mutating func value(_ number: some BinaryInteger) { bytes += "\(number)".utf8 }

    /// Writes a Boolean.
    public mutating func value(_ flag: Bool) { bytes += (flag ? "true" : "false").utf8 }

    /// Writes a number with a fixed count of decimal places.
    ///
    /// A number that JSON can't hold, or of 10¹⁵ and more, becomes `null`.
    public mutating func value(_ number: Double, decimals: Int) {
        guard number.isFinite, abs(number) < 1e15 else {
            bytes += "null".utf8
            return
        }
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((abs(number) * Double(scale)).rounded())
        if number < 0, scaled > 0 { bytes.append(UInt8(ascii: "-")) }
        bytes += "\(scaled / scale)".utf8
        guard decimals > 0 else { return }
        let fraction = "\(scaled % scale)"
        bytes.append(UInt8(ascii: "."))
        bytes += repeatElement(UInt8(ascii: "0"), count: decimals - fraction.utf8.count)
        bytes += fraction.utf8
    }

    private mutating func enclosed(
        by open: Unicode.Scalar, _ close: Unicode.Scalar, _ content: (inout JSONWriter) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        depth += 1
        isFirst = true
        content(&self)
        depth -= 1
        if !isFirst { breakLine() }
        isFirst = false
        bytes.append(UInt8(ascii: close))
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: depth * 2)
    }

    /// Writes a string, with every invisible control as an escape.
    ///
    /// Specification: RFC 8259, section 7.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ text: String) {
        guard text.utf8.contains(where: { $0 >= 0x80 || Self.isEscaped($0) }) else {
            bytes += text.utf8
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                bytes.append(UInt8(ascii: "\\"))
                bytes += scalar.utf8
            case "\n": bytes += #"\n"#.utf8
            case "\r": bytes += #"\r"#.utf8
            case "\t": bytes += #"\t"#.utf8
            case _ where scalar.isInvisibleControl: for unit in scalar.utf16 { escape(unit) }
            default: bytes += scalar.utf8
            }
        }
    }

    /// Writes a code unit of UTF-16 as an escape.
    private mutating func escape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        bytes += #"\u"#.utf8
        bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        bytes += digits.utf8
    }

    /// Whether an ASCII byte must be escaped in a string.
    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}

extension JSONWriter {
    /// Writes a member whose value is a text; `nil` writes nothing.
    public mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        value(text)
    }

    /// Writes a member whose value is a whole number.
    public mutating func member(_ name: String, _ number: some BinaryInteger) {
        key(name)
        value(number)
    }

    /// Writes a member with an array, one entry for each element.
    public mutating func member<Elements: Sequence>(
        _ name: String, of elements: Elements, _ write: (Elements.Element, inout JSONWriter) -> Void
    ) {
        key(name)
        array { json in
            for element in elements {
                json.beginEntry()
                write(element, &json)
            }
        }
    }

    /// Writes a member whose value is a Boolean.
    public mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }
}
