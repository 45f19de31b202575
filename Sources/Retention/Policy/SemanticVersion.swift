import Essentials
import ImageModel

/// A version by the rules of Semantic Versioning, with or without a `v` before it.
///
/// Numbers may be of any size. Build metadata does not count: versions that differ in nothing else are equal.
///
/// - SeeAlso: [Semantic Versioning 2.0.0](https://semver.org/spec/v2.0.0.html)
struct SemanticVersion: Sendable, Hashable, Comparable {
    /// A part of a version between two dots.
    private enum Identifier: Sendable, Hashable, Comparable {
        /// A whole number without leading zeros, as its digits.
        case number([UInt8])
        case text([UInt8])

        static func < (one: Identifier, other: Identifier) -> Bool {
            switch (one, other) {
            case (.number(let digits), .number(let others)):
                digits.count == others.count
                    ? digits.lexicographicallyPrecedes(others) : digits.count < others.count
            case (.number, .text): true
            case (.text, .number): false
            case (.text(let text), .text(let otherText)): text.lexicographicallyPrecedes(otherText)
            }
        }
    }

    /// Major, minor and patch.
    private let core: [Identifier]
    /// The parts of a pre-release; empty for a release, which is higher.
    private let prerelease: [Identifier]

    /// Reads a tag; `nil` if it is no version, such as `v1.0`.
    init?(_ tag: ImageTag) {
        var text = Array(tag.description.utf8)[...]
        if text.first == UInt8(ascii: "v") { text.removeFirst() }
        if let plus = text.firstIndex(of: UInt8(ascii: "+")) {
            guard Self.identifiers(in: text[(plus + 1)...], mayBeginWithZero: true) != nil else { return nil }
            text = text[..<plus]
        }
        var prerelease: [Identifier] = []
        if let hyphen = text.firstIndex(of: UInt8(ascii: "-")) {
            guard let identifiers = Self.identifiers(in: text[(hyphen + 1)...]) else { return nil }
            prerelease = identifiers
            text = text[..<hyphen]
        }
        guard let core = Self.identifiers(in: text), core.count == 3,
            core.allSatisfy({ if case .number = $0 { true } else { false } })
        else { return nil }
        self.core = core
        self.prerelease = prerelease
    }

    /// Reads the parts between dots; `nil` if any is empty or has another character than it may have.
    private static func identifiers(
        in text: ArraySlice<UInt8>, mayBeginWithZero: Bool = false
    ) -> [Identifier]? {
        var identifiers: [Identifier] = []
        for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }) else {
                return nil
            }
            guard part.allSatisfy(\.isASCIIDigit) else {
                identifiers.append(.text(Array(part)))
                continue
            }
            guard mayBeginWithZero || part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            identifiers.append(.number(Array(part)))
        }
        return identifiers
    }

    static func < (one: SemanticVersion, other: SemanticVersion) -> Bool {
        if one.core != other.core { return one.core.lexicographicallyPrecedes(other.core) }
        // A release is higher than its pre-releases.
        if one.prerelease.isEmpty || other.prerelease.isEmpty {
            return !one.prerelease.isEmpty && other.prerelease.isEmpty
        }
        return one.prerelease.lexicographicallyPrecedes(other.prerelease)
    }
}
