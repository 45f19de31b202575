import Essentials

/// One `[section]` of a shared AWS file.
struct SharedConfigSection: Hashable {
    /// The text between the brackets, without surrounding white space.
    let header: String

    /// The settings, by name in lower case.
    ///
    /// If a name occurs twice, the last setting counts.
    var settings: [String: SharedConfig.Setting] = [:]
}

/// Parses the text of a shared AWS file into its sections.
///
/// The rules are those of the AWS SDKs and Tools Reference Guide (`file-format.html`) as the SDKs apply them. The AWS
/// CLI's additions are accepted as far as they contradict nothing: settings may be indented. A line that is indented
/// deeper than the setting before it continues that setting.
struct SharedConfigParser {
    private let file: String
    private var sections: [SharedConfigSection] = []
    private var open: (name: String, indentation: Int)?

    private init(file: String) { self.file = file }

    /// Returns the sections of a file's text, in their order.
    ///
    /// - Parameter file: The path of the file, for errors.
    static func sections(of text: String, file: String) throws(SharedConfigError) -> [SharedConfigSection] {
        var parser = SharedConfigParser(file: file)
        let scalars = text.unicodeScalars.drop { $0 == "\u{FEFF}" }
        for (index, line) in scalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            try parser.take(line, number: index + 1)
        }
        return parser.sections
    }

    private mutating func take(_ line: Substring.UnicodeScalarView, number: Int) throws(SharedConfigError) {
        let text = trimmed(line)
        guard let first = text.first, first != "#", first != ";" else { return }
        let indentation = line.prefix { $0.isSpaceOrTab }.count

        if let open, indentation > open.indentation {
            try continueSetting(open.name, with: text, number: number)
        } else if first == "[" {
            try openSection(text, number: number)
        } else {
            try addSetting(text, indentation: indentation, number: number)
        }
    }

    private mutating func openSection(_ text: Substring.UnicodeScalarView, number: Int) throws(SharedConfigError) {
        guard let end = text.firstIndex(of: "]") else {
            throw SharedConfigError(file: file, line: number, message: "the section's name has no closing `]`")
        }
        let rest = trimmed(text[text.index(after: end)...])
        guard rest.isEmpty || rest.first == "#" || rest.first == ";" else {
            throw SharedConfigError(file: file, line: number, message: "only a comment may follow the section's `]`")
        }
        sections.append(SharedConfigSection(header: String(trimmed(text[..<end].dropFirst()))))
        open = nil
    }

    private mutating func addSetting(
        _ text: Substring.UnicodeScalarView, indentation: Int, number: Int
    ) throws(SharedConfigError) {
        guard let section = sections.indices.last else {
            throw SharedConfigError(
                file: file, line: number, message: "a `[section]` must come before the first setting")
        }
        let (name, value) = try split(text, number: number)
        sections[section].settings[name] = SharedConfig.Setting(
            value: String(trimmed(withoutComment(value))), file: file, line: number)
        open = (name, indentation)
    }

    /// Continues a setting with a line that is indented deeper.
    ///
    /// A setting without a value holds nested settings; any other value goes on in the line.
    private mutating func continueSetting(
        _ name: String, with text: Substring.UnicodeScalarView, number: Int
    ) throws(SharedConfigError) {
        guard let section = sections.indices.last, var setting = sections[section].settings[name] else { return }
        if setting.value.isEmpty {
            let (nestedName, value) = try split(text, number: number)
            setting.nested[nestedName] = String(trimmed(withoutComment(value)))
        } else {
            setting.value += "\n" + String(text)
        }
        sections[section].settings[name] = setting
    }

    private func split(
        _ text: Substring.UnicodeScalarView, number: Int
    ) throws(SharedConfigError) -> (name: String, value: Substring.UnicodeScalarView) {
        guard let equals = text.firstIndex(of: "=") else {
            throw SharedConfigError(file: file, line: number, message: "a setting is written `name = value`")
        }
        let name = trimmed(text[..<equals])
        guard !name.isEmpty else {
            throw SharedConfigError(file: file, line: number, message: "the setting has no name before its `=`")
        }
        return (String(name).lowercased(), text[text.index(after: equals)...])
    }

    /// A value without the comment that may follow it.
    ///
    /// A comment begins at a `#` or `;` after white space. Without the white space, the character is part of the value.
    private func withoutComment(_ value: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        var followsSpace = false
        for index in value.indices {
            if followsSpace, value[index] == "#" || value[index] == ";" { return value[..<index] }
            followsSpace = value[index].isSpaceOrTab
        }
        return value
    }

    private func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        text.trimmingPrefix(while: \.isSpaceOrTab).trimmingSuffix { $0.isSpaceOrTab || $0 == "\r" }
    }
}

extension Unicode.Scalar {
    fileprivate var isSpaceOrTab: Bool { self == " " || self == "\t" }
}
