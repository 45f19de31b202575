/// Tells where a word of a YAML template stands.
enum TemplateText {
    /// The length of the text near a word that is looked at, in bytes.
    static let neighborhood = 1_024
    private static let newline = UInt8(ascii: "\n")

    /// Whether a word is in an item of a list, as the pieces of `!Join` are.
    static func isItem(_ word: ArraySlice<UInt8>, in bytes: [UInt8]) -> Bool {
        let line = line(before: word, in: bytes)
        // In a longer line, a list may begin earlier.
        if brackets(in: line) > 0 || line.count == neighborhood { return true }
        // The value of a member is no item.
        if zip(line, line.dropFirst()).contains(where: { $0 == UInt8(ascii: ":") && $1 == UInt8(ascii: " ") }) {
            return false
        }
        if line.drop(while: isSpace).starts(with: "- ".utf8) { return true }
        // A list in brackets may have a line for each item.
        let rest = bytes[word.endIndex...].prefix(neighborhood).drop { !isSpace($0) && !"\"',]\n\r".utf8.contains($0) }
        return rest.drop { isSpace($0) || "\"'".utf8.contains($0) }.first.map { ",]".utf8.contains($0) } ?? false
    }

    /// Whether a word is a value behind an equals sign, as that of a shell's variable.
    static func isAssigned(_ word: ArraySlice<UInt8>, in bytes: [UInt8]) -> Bool {
        bytes[..<word.startIndex].suffix(3).last { !"\"'\\".utf8.contains($0) } == UInt8(ascii: "=")
    }

    /// Whether a word is the attribute of a repository that is the first part of an image's name.
    static func isRepositoryURI(_ word: ArraySlice<UInt8>) -> Bool {
        word.suffix(13).elementsEqual("RepositoryUri".utf8)
    }

    /// Whether a list joins a word with a tag that only CloudFormation knows.
    static func joinsComputedTag(to word: ArraySlice<UInt8>, in bytes: [UInt8]) -> Bool {
        guard isItem(word, in: bytes) else { return false }
        let items = items(after: word, in: bytes)
        guard !endsWithTag(items) else { return false }
        let text = String(decoding: items, as: UTF8.self).replacing("!Sub", with: "").replacing("Fn::Sub", with: "")
        return ["!", "Fn::", "Ref:", "{{", StackValues.unknown].contains { text.contains($0) }
    }

    /// Whether the last item of a list ends with a colon and a tag.
    private static func endsWithTag(_ items: ArraySlice<UInt8>) -> Bool {
        let tail = items.reversed().drop { " \"'\r\n]".utf8.contains($0) }
        let tag = tail.prefix(while: ImageNames.isTagByte)
        // Two colons are those of a function's name.
        let colons = tail.dropFirst(tag.count).prefix { $0 == UInt8(ascii: ":") }
        return !tag.isEmpty && colons.count == 1
    }

    /// The rest of a list after a word in it.
    private static func items(after word: ArraySlice<UInt8>, in bytes: [UInt8]) -> ArraySlice<UInt8> {
        let rest = bytes[word.endIndex...].prefix(neighborhood)
        let line = line(before: word, in: bytes)
        guard brackets(in: line) <= 0, line.drop(while: isSpace).starts(with: "- ".utf8) else {
            var open = 1
            return rest.prefix { byte in
                open += byte == UInt8(ascii: "[") ? 1 : byte == UInt8(ascii: "]") ? -1 : 0
                return open > 0
            }
        }
        let lines = rest.split(separator: newline, omittingEmptySubsequences: false)
        let end = lines.dropFirst().prefix { $0.drop(while: isSpace).starts(with: "- ".utf8) }.last ?? lines.first
        return rest[..<(end?.endIndex ?? rest.startIndex)]
    }

    private static func line(before word: ArraySlice<UInt8>, in bytes: [UInt8]) -> ArraySlice<UInt8> {
        let text = bytes[..<word.startIndex].suffix(neighborhood)
        return text[(text.lastIndex(of: newline).map { $0 + 1 } ?? text.startIndex)...]
    }

    /// The number of brackets that are open at the end of a line.
    private static func brackets(in line: ArraySlice<UInt8>) -> Int {
        line.reduce(0) { $0 + ($1 == UInt8(ascii: "[") ? 1 : $1 == UInt8(ascii: "]") ? -1 : 0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") }
}
