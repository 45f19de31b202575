import Cleanup
import Formats
import ImageModel
import Retention

/// An event's changes to the settings.
///
/// They can only make a run safer.
struct Overrides: Hashable {
    /// Whether to make a dry run.
    ///
    /// `false` changes nothing.
    var isDryRun: Bool?
    /// The repositories to which the run is limited.
    ///
    /// An empty list matches none.
    var repositories: NamePatterns?
    /// The most images that the run may delete.
    var maximumImages: Int?
    /// The policy of a dry run, in place of the configured one.
    var policy: Policy?
    /// The saved plan that the run is limited to, or a folder of its parts.
    var plan: S3URI?
    /// The images that the summary reports one by one.
    var detail: Detail?
    /// Whether exact bytes are counted.
    var countsExactBytes: Bool?
    /// The action to perform.
    var action: CleanupRequest.Action?

    /// No changes to the settings.
    static let none = Overrides()

    private init() {}
}

extension Overrides {
    private enum Key: String, CaseIterable {
        case dryRun, repositories, policy, plan, detail, maxImages, exactBytes, action
    }

    /// The valid keys, as a sentence.
    static let listOfKeys = "The keys are \(Key.allCases.map(\.rawValue).joined(separator: ", "))"

    /// Whether a name is a key, apart from its case and separators.
    static func hasKey(spelledLike name: String) -> Bool {
        func letters(_ text: String) -> String { text.lowercased().filter(\.isLetter) }
        return Key.allCases.contains { letters($0.rawValue) == letters(name) }
    }

    /// Reads overrides from the members of an object.
    ///
    /// - Parameter parent: the object's position in the event, such as `detail.`; empty for the event itself.
    /// - Throws: ``InvalidEvent`` for an unknown key, or a value of the wrong type.
    init(_ members: [String: JSONValue], at parent: String = "") throws {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let key = Key(rawValue: name) else {
                throw InvalidEvent("there is no key \"\(parent)\(name.excerpt())\". \(Self.listOfKeys)")
            }
            try set(key, to: value, named: parent + name)
        }
    }

    private mutating func set(_ key: Key, to value: JSONValue, named name: String) throws {
        switch key {
        case .dryRun: isDryRun = try flag(value, for: name)
        case .repositories:
            repositories = try patterns(value, for: name)
        case .policy:
            guard case .object = value else { throw wrong(value, for: name, expected: "a policy document, an object") }
            do {
                policy = try PolicyDocument(value, at: name).policy
            } catch {
                throw InvalidEvent("its policy can't be used:\n\(error)")
            }
        case .plan:
            guard case .string(let text) = value, let address = S3URI(text) else {
                throw wrong(value, for: name, expected: "the address of a saved plan, s3://BUCKET/KEY")
            }
            plan = address
        case .detail:
            detail = try choice(value, for: name)
        case .maxImages:
            guard let count = value.integer, count >= 0 else {
                throw wrong(value, for: name, expected: "a whole number from 0")
            }
            maximumImages = count
        case .exactBytes: countsExactBytes = try flag(value, for: name)
        case .action:
            action = try choice(value, for: name)
        }
    }

    private func flag(_ value: JSONValue, for name: String) throws -> Bool {
        guard case .bool(let flag) = value else { throw wrong(value, for: name, expected: "true or false") }
        return flag
    }

    private func patterns(_ value: JSONValue, for name: String) throws -> NamePatterns {
        guard case .array(let elements) = value else {
            throw wrong(value, for: name, expected: "a list of name patterns")
        }
        let patterns = try elements.enumerated().map { position, element in
            guard case .string(let pattern) = element, !pattern.isEmpty, pattern != "!" else {
                throw wrong(
                    element, for: "\(name)[\(position)]", expected: "a name pattern, such as \"team-a/*\"")
            }
            return pattern
        }
        let faults = NamePatterns.faults(in: patterns, remedy: "Leave it out, or ask for it in an event of its own")
        if let fault = faults.first {
            throw InvalidEvent("\"\(name)[\(fault.position)]\" \(fault.message)")
        }
        return NamePatterns(patterns)
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ value: JSONValue, for name: String
    ) throws -> Choice {
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw wrong(value, for: name, expected: "one of \(choices)")
        }
        return choice
    }

    private func wrong(_ value: JSONValue, for name: String, expected: String) -> InvalidEvent {
        let given =
            switch value {
            case .string(let text): "\"\(text.excerpt())\""
            case .number, .bool, .null, .array, .object: value.kind
            }
        return InvalidEvent("\"\(name)\" is \(given); it must be \(expected). \(Self.listOfKeys)")
    }
}
