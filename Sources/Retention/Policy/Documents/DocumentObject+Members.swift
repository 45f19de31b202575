import Formats

extension DocumentObject {
    /// The largest whole number that is taken: ECR's integers have 32 bits.
    private static var largestInteger: Int { Int(Int32.max) }

    /// Reads a whole number.
    func integer(
        _ key: Key, from minimum: Int, isRequired: Bool = false, _ findings: inout PolicyFindings
    ) -> Int? {
        guard let value = value(key, isRequired: isRequired, &findings) else { return nil }
        let found = value.integer
        guard let found, (minimum...Self.largestInteger).contains(found) else {
            let wording =
                switch found {
                case nil: ECRWording.type(value.schemaType, allowed: "integer")
                case let found? where found < minimum: ECRWording.tooSmall(found, minimum: minimum)
                case .some: String?.none
                }
            let range = found ?? 0 > Self.largestInteger ? "\(minimum) to \(Self.largestInteger)" : "\(minimum)"
            refuse(value, of: key, expected: "a whole number from \(range)", ecr: wording, &findings)
            return nil
        }
        return found
    }

    /// Reads a number from 0 to 1.
    func share(_ key: Key, _ findings: inout PolicyFindings) -> Double? {
        guard let value = value(key, isRequired: false, &findings) else { return nil }
        guard case .number(let number) = value, (0...1).contains(number) else {
            refuse(value, of: key, expected: "a number from 0 to 1", &findings)
            return nil
        }
        return number
    }

    /// Reads a Boolean.
    func flag(_ key: Key, _ findings: inout PolicyFindings) -> Bool? {
        guard let value = value(key, isRequired: false, &findings) else { return nil }
        guard case .bool(let flag) = value else {
            refuse(value, of: key, expected: "true or false", &findings)
            return nil
        }
        return flag
    }

    /// Reads a text.
    func text(
        _ key: Key, isRequired: Bool = false, mayBeEmpty: Bool = true, _ findings: inout PolicyFindings
    ) -> String? {
        guard let value = value(key, isRequired: isRequired, &findings) else { return nil }
        guard case .string(let text) = value, mayBeEmpty || !text.allSatisfy(\.isWhitespace) else {
            refuse(
                value, of: key, expected: mayBeEmpty ? "a string" : "a string that is not empty",
                ecr: ECRWording.type(value.schemaType, allowed: "string"), &findings)
            return nil
        }
        return text
    }

    /// Reads one of a few texts.
    ///
    /// - Parameters:
    ///   - additions: the texts that ECR does not know.
    ///   - advice: the advice for texts that other tools know, as sentences with a space before them.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: Key, of _: Choice.Type = Choice.self, isRequired: Bool = false, additions: [Choice] = [],
        advice: [String: String] = [:], _ findings: inout PolicyFindings
    ) -> Choice? {
        guard let value = value(key, isRequired: isRequired, &findings) else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue)
            var hint = value.question(among: choices)
            if case .string(let text) = value { hint += advice[text] ?? "" }
            refuse(
                value, of: key,
                expected: choices.map { "\"\($0)\"" }.joined(separator: " or ") + hint,
                ecr: ECRWording.notInEnum(
                    value.shown, values: choices.filter { !additions.map(\.rawValue).contains($0) }), &findings)
            return nil
        }
        return choice
    }

    /// Reads the elements of a list, each with its path.
    ///
    /// The result is `nil` if there is no list.
    func elements(
        _ key: Key, isRequired: Bool = false, _ findings: inout PolicyFindings
    ) -> [(value: JSONValue, path: DocumentPath)]? {
        guard let value = value(key, isRequired: isRequired, &findings) else { return nil }
        guard case .array(let elements) = value else {
            refuse(
                value, of: key, expected: "a list", ecr: ECRWording.type(value.schemaType, allowed: "array"),
                &findings)
            return nil
        }
        return elements.enumerated().map { ($1, path(of: key).appending($0)) }
    }

    /// Reads a list of at least one text, each not empty.
    ///
    /// Other entries are reported and left out.
    ///
    /// - Parameter adviceForEmpty: the advice for an empty text, as a sentence with a space before it.
    func texts(
        _ key: Key, isRequired: Bool = false, adviceForEmpty: String = "", _ findings: inout PolicyFindings
    ) -> [(text: String, path: DocumentPath)]? {
        guard let elements = elements(key, isRequired: isRequired, &findings) else { return nil }
        if elements.isEmpty {
            findings.fault(path(of: key), "is empty; it must have at least one entry")
        }
        return elements.compactMap { value, path in
            guard case .string(let text) = value, !text.isEmpty else {
                findings.fault(
                    path,
                    "is \(value.shown); it must be a string that is not empty"
                        + "\(known: value == .string("") ? adviceForEmpty : "")")
                return nil
            }
            return (text, path)
        }
    }

    /// Reads patterns of tags.
    func tagPatterns(
        _ key: Key, adviceForEmpty: String = "", _ findings: inout PolicyFindings
    ) -> [(pattern: WildcardPattern, path: DocumentPath)]? {
        texts(key, adviceForEmpty: adviceForEmpty, &findings)?.map { text, path in
            let pattern = WildcardPattern(text)
            if pattern.wildcardCount > WildcardPattern.maximumWildcardCount {
                findings.fault(
                    path,
                    "is \"\(text.excerpt())\", with \(pattern.wildcardCount) asterisks; "
                        + "it may have at most \(known: WildcardPattern.maximumWildcardCount)")
            }
            return (pattern, path)
        }
    }

    /// Reads patterns of tags that keep images.
    ///
    /// A pattern that no tag can match, such as a regular expression, would keep nothing. So it is reported.
    func keepingTagPatterns(_ key: Key, _ findings: inout PolicyFindings) -> [WildcardPattern] {
        let patterns = tagPatterns(key, &findings) ?? []
        for (pattern, path) in patterns {
            guard let flaw = NameGrammar.tag.flaw(in: pattern.text, keeps: true) else { continue }
            if flaw.isDoubtful {
                findings.warn(path, "\(flaw.message)")
            } else {
                findings.fault(path, "\(flaw.message)")
            }
        }
        return patterns.map(\.pattern)
    }

    /// Reads an object, if the member exists and is an object.
    func object<Inner: DocumentKey>(
        _ key: Key, keys _: Inner.Type = Inner.self, isRequired: Bool = false, _ findings: inout PolicyFindings
    ) -> DocumentObject<Inner>? {
        guard let value = value(key, isRequired: isRequired, &findings) else { return nil }
        return DocumentObject<Inner>(value, at: path(of: key), &findings)
    }
}

extension JSONValue {
    /// The question whether one of several values is meant, with a full stop before it.
    ///
    /// It is empty if no value is near, or there is only one.
    func question(among choices: [String]) -> String {
        guard case .string(let text) = self, choices.count > 1,
            let meant = Spelling.nearest(to: text, among: choices)
        else { return "" }
        return ". Did you mean \"\(meant)\"?"
    }
}

extension WildcardPattern {
    /// The maximum number of asterisks that ECR allows in a pattern.
    static let maximumWildcardCount = 4
}
