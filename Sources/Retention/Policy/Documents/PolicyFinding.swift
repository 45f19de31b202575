import Formats

/// A message about one place in a policy document.
public struct PolicyFinding: Sendable, Hashable, CustomStringConvertible {
    /// The path of the place, empty for the document as a whole.
    ///
    /// An example is `policies[0].rules[2].selection.countNumber`.
    public let path: String
    /// The message.
    public let message: String
    /// The message about a secret document, which quotes no values.
    public let messageWithoutValues: String

    /// Creates a finding.
    init(path: String, message: FindingMessage) {
        self.path = path
        self.message = message.text
        messageWithoutValues = message.textWithoutValues
    }

    /// The path and the message.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
    /// The path and the message about a secret document.
    public var descriptionWithoutValues: String {
        path.isEmpty ? messageWithoutValues : "\(path): \(messageWithoutValues)"
    }
}

/// An error about a policy document that can't be used.
public struct InvalidPolicy: Error, Sendable, Hashable, CustomStringConvertible {
    /// All faults of the document, at least one.
    public let faults: [PolicyFinding]

    /// Creates an error.
    public init(_ faults: [PolicyFinding]) {
        self.faults = faults
    }

    /// The maximum number of faults in the text.
    private static let limit = 10

    /// A line for each fault, up to a maximum number.
    public var description: String { text(of: \.description) }

    /// The text about a secret document, which quotes no values.
    public var descriptionWithoutValues: String { text(of: \.descriptionWithoutValues) }

    private func text(of line: (PolicyFinding) -> String) -> String {
        var lines = faults.prefix(Self.limit).map(line)
        if faults.count > Self.limit { lines.append("and \(faults.count - Self.limit) more") }
        return lines.joined(separator: "\n")
    }
}

/// The findings in a document so far.
struct PolicyFindings {
    private(set) var faults: [PolicyFinding] = []
    private(set) var warnings: [PolicyFinding] = []
    private(set) var suggestions: [PolicyFinding] = []
    private(set) var notes: [PolicyFinding] = []
    private var nullPaths: [DocumentPath] = []
    private var nullWordings: [String] = []

    /// Reports a fault that makes the document unusable.
    ///
    /// - Parameter wording: ECR's words for the fault, for people who know them or search for them.
    mutating func fault(_ path: DocumentPath, _ message: FindingMessage, ecr wording: String? = nil) {
        var message = message
        // ECR's words quote values too, so the text without values does not include them.
        if let wording { message.text += "\(message.text.hasSuffix("?") ? "" : ".") ECR says: \(wording)" }
        faults.append(PolicyFinding(path: path.description, message: message))
    }

    /// Reports a member that is null; all of them become one fault.
    ///
    /// - Parameter wording: ECR's words for the fault.
    mutating func null(_ path: DocumentPath, ecr wording: String?) {
        nullPaths.append(path)
        if let wording, !nullWordings.contains(wording) { nullWordings.append(wording) }
    }

    /// Turns the members that are null into one fault.
    ///
    /// One cause has usually made them all.
    mutating func faultNulls() {
        guard let first = nullPaths.first else { return }
        // Paths are not values of the document.
        let list = nullPaths.dropFirst().map(\.description).listed(upTo: Self.mostNulls)
        fault(
            first,
            "is null\(known: list.isEmpty ? "" : ", as are \(list)"). Leave out keys that have no value: in Terraform, "
                + "{ for key, value in ITEM : key => value if value != null } drops what optional() adds",
            ecr: nullWordings.isEmpty ? nil : nullWordings.joined(separator: "; "))
        (nullPaths, nullWordings) = ([], [])
    }

    /// The maximum number of null members named behind the first.
    private static let mostNulls = 5

    /// Reports a part that is valid but probably not intended.
    mutating func warn(_ path: DocumentPath, _ message: FindingMessage) {
        warnings.append(PolicyFinding(path: path.description, message: message))
    }

    /// Suggests a part that would keep more images.
    mutating func suggest(_ path: DocumentPath, _ message: FindingMessage) {
        suggestions.append(PolicyFinding(path: path.description, message: message))
    }

    /// Reports a part that ECR itself would refuse.
    mutating func note(_ path: DocumentPath, _ message: FindingMessage) {
        notes.append(PolicyFinding(path: path.description, message: message))
    }

    /// Reports a key that this program adds to ECR's keys.
    mutating func noteAddition(_ path: DocumentPath) {
        note(path, "ECR has no such key")
    }
}
