import Essentials

/// The constraints of ECR's service model that several operations check.
enum Constraint {
    /// The constraint on a repository's name.
    ///
    /// A name has 2 to 256 characters: lowercase letters and digits with single separators, in levels separated by `/`.
    static func repositoryName(_ name: String) throws {
        guard (2...256).contains(name.utf8.count),
            name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isLevel)
        else {
            throw ServiceError.invalidParameter(
                "repositoryName",
                "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'")
        }
    }

    /// The constraint on a page's size: 1 to 1000, or the default.
    static func maxResults(_ value: Int?, default defaultValue: Int = 100, in range: ClosedRange<Int> = 1...1_000)
        throws -> Int
    {
        let value = value ?? defaultValue
        guard range.contains(value) else {
            throw ServiceError.invalidParameter(
                "maxResults",
                value < range.lowerBound
                    ? "Member must have value greater than or equal to \(range.lowerBound)"
                    : "Member must have value less than or equal to \(range.upperBound)")
        }
        return value
    }

    /// The constraint on a list's length: 1 to 100 elements.
    static func listSize(_ count: Int, of name: String) throws {
        guard (1...100).contains(count) else {
            throw ServiceError.invalidParameter(
                name,
                count < 1
                    ? "Member must have length greater than or equal to 1"
                    : "Member must have length less than or equal to 100")
        }
    }

    /// The constraint on a value: absent, or from the model's set.
    static func oneOf(_ values: [String], _ value: String?, name: String) throws {
        guard let value, !values.contains(value) else { return }
        throw ServiceError.invalidParameter(
            name, "Member must satisfy enum value set: [\(values.joined(separator: ", "))]")
    }

    /// Whether a text can be a tag, by characters and length.
    ///
    /// A tag has 1 to 300 characters.
    static func isTag(_ text: String) -> Bool {
        guard (1...300).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._-".utf8.contains($0) }
            && first != UInt8(ascii: ".") && first != UInt8(ascii: "-")
    }

    private static func isLevel(_ level: Substring) -> Bool {
        guard let first = level.utf8.first, let last = level.utf8.last else { return false }
        return level.utf8.allSatisfy { $0.isASCIILowercaseOrDigit || "._-".utf8.contains($0) }
            && first.isASCIILowercaseOrDigit && last.isASCIILowercaseOrDigit
    }
}
