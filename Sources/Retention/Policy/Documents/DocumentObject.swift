import Formats

/// The names that the members of one kind of object may have.
protocol DocumentKey: RawRepresentable<String>, CaseIterable, Hashable {
    /// The words for such an object, to follow "in".
    static var objectName: String { get }
    /// Whether the object is ECR's own.
    ///
    /// If so, ECR has words for faults in it.
    static var isECRs: Bool { get }
    /// The names that this program adds to those of ECR's object.
    static var additions: [Self] { get }
    /// The names that the error about an unknown name lists.
    static var listed: [Self] { get }
    /// The location of such an object in a document, to follow "It belongs".
    static var location: String { get }
    /// The kinds of objects that a name may belong in instead, the likeliest first.
    static var neighbors: [any DocumentKey.Type] { get }
}

extension DocumentKey {
    static var isECRs: Bool { false }
    static var additions: [Self] { [] }
    static var listed: [Self] { Array(allCases) }
    static var location: String { "in \(objectName)" }
    static var neighbors: [any DocumentKey.Type] { [] }

    /// Whether ECR knows the name.
    var isECRs: Bool { Self.isECRs && !Self.additions.contains(self) }
}

/// An object of a document, whose members are read one by one.
///
/// Faults are reported, and reading goes on.
struct DocumentObject<Key: DocumentKey> {
    let path: DocumentPath
    private let members: [String: JSONValue]
    /// The names of the members that are `null`.
    ///
    /// They are reported, and then read as if they were missing.
    private let nullNames: Set<String>

    /// Takes a value as an object and reports unknown members.
    init?(_ value: JSONValue, at path: DocumentPath, _ findings: inout PolicyFindings) {
        guard case .object(let members) = value else {
            let document: FindingMessage = path.description.isEmpty ? "the document " : ""
            findings.fault(
                path, "\(document)is \(value.shown); it must be an object",
                ecr: Key.isECRs ? ECRWording.type(value.schemaType, allowed: "object") : nil)
            return nil
        }
        self.path = path
        let nullNames = Set(Key.allCases.map(\.rawValue).filter { members[$0] == .null })
        self.nullNames = nullNames
        self.members = members.filter { !nullNames.contains($0.key) }
        for key in Key.allCases where nullNames.contains(key.rawValue) {
            findings.null(path.appending(key.rawValue), ecr: key.isECRs ? ECRWording.null(of: key.rawValue) : nil)
        }
        for name in members.keys.sorted() where Key(rawValue: name) == nil {
            findings.fault(
                path.appending(name), Self.advice(for: name),
                ecr: Key.isECRs ? ECRWording.unknown(name.excerpt()) : nil)
        }
    }

    private static func advice(for name: String) -> FindingMessage {
        let keys = Key.listed.map(\.rawValue)
        let home = Key.neighbors.first { $0.init(rawValue: name) != nil }
        let advice =
            home.map { " It belongs \($0.location)." }
            ?? Spelling.nearest(to: name, among: keys).map { " Did you mean \($0)?" } ?? ""
        return "there is no such key in \(known: Key.objectName).\(known: advice) "
            + "The keys are \(known: keys.joined(separator: ", "))"
    }

    /// The path of a member, whether it exists or not.
    func path(of key: Key) -> DocumentPath { path.appending(key.rawValue) }

    /// Whether a member exists and has a value.
    func has(_ key: Key) -> Bool { members[key.rawValue] != nil }

    /// Whether a member exists, even if it is `null`.
    func mentions(_ key: Key) -> Bool { has(key) || nullNames.contains(key.rawValue) }

    /// A member's value, if it has one.
    func member(_ key: Key) -> JSONValue? { members[key.rawValue] }

    /// A member's value; a required member that is missing is reported.
    func value(_ key: Key, isRequired: Bool, _ findings: inout PolicyFindings) -> JSONValue? {
        if let value = members[key.rawValue] { return value }
        if isRequired, !nullNames.contains(key.rawValue) {
            findings.fault(path(of: key), "is missing", ecr: key.isECRs ? ECRWording.missing(key.rawValue) : nil)
        }
        return nil
    }

    /// Reports a value of the wrong kind.
    func refuse(
        _ value: JSONValue, of key: Key, expected: String, ecr wording: String? = nil, _ findings: inout PolicyFindings
    ) {
        findings.fault(
            path(of: key), "is \(value.shown); it must be \(known: expected)", ecr: key.isECRs ? wording : nil)
    }
}

extension JSONValue {
    /// The value as error messages show it.
    var shown: String {
        switch self {
        case .string(let text): "\"\(text.excerpt())\""
        case .number(let number): integer.map { "\($0)" } ?? "\(number)"
        case .bool(let flag): "\(flag)"
        case .null, .array, .object: kind
        }
    }

    /// The name of the value's type in JSON Schema.
    var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: integer == nil ? "number" : "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
