import Formats

/// What is to be said of one place in a policy document.
public struct PolicyFinding: Sendable, Hashable, CustomStringConvertible {
    /// The place, such as `policies[0].rules[2].selection.countNumber`; empty for the document as a whole.
    public let path: String
    /// What is to be said.
    public let message: String
    /// What is to be said where the document is a secret: none of its values is quoted.
    public let messageWithoutValues: String

    /// Creates a finding.
    init(path: String, message: FindingMessage) {
        self.path = path
        self.message = message.text
        messageWithoutValues = message.textWithoutValues
    }

    /// The text.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
    /// The text where the document is a secret.
    public var descriptionWithoutValues: String {
        path.isEmpty ? messageWithoutValues : "\(path): \(messageWithoutValues)"
    }
}

/// A policy document that can't be used.
public struct InvalidPolicy: Error, Sendable, Hashable, CustomStringConvertible {
    /// Everything that is wrong with it; at least one.
    public let faults: [PolicyFinding]

    /// Creates an error.
    public init(_ faults: [PolicyFinding]) {
        self.faults = faults
    }

    /// How many faults the text names.
    private static let limit = 10

    /// The text: a line for each fault, of which there may be too many to be read.
    public var description: String { text(of: \.description) }

    /// The text where the document is a secret: none of its values is quoted.
    public var descriptionWithoutValues: String { text(of: \.descriptionWithoutValues) }

    private func text(of line: (PolicyFinding) -> String) -> String {
        var lines = faults.prefix(Self.limit).map(line)
        if faults.count > Self.limit { lines.append("and \(faults.count - Self.limit) more") }
        return lines.joined(separator: "\n")
    }
}

/// What the reading of a document has found so far.
struct PolicyFindings {
    private(set) var faults: [PolicyFinding] = []
    private(set) var warnings: [PolicyFinding] = []
    private(set) var notes: [PolicyFinding] = []
    private var nullPaths: [DocumentPath] = []
    private var nullWordings: [String] = []

    /// Reports something that makes the document useless.
    ///
    /// - Parameter wording: what ECR says of the same, for those who know it or search for it.
    mutating func fault(_ path: DocumentPath, _ message: FindingMessage, ecr wording: String? = nil) {
        var message = message
        // ECR's words quote values, too.
        if let wording { message.text += ". ECR says: \(wording)" }
        faults.append(PolicyFinding(path: path.description, message: message))
    }

    /// Reports a member that is null; all of them become one fault.
    ///
    /// - Parameter wording: what ECR says of it.
    mutating func null(_ path: DocumentPath, ecr wording: String?) {
        nullPaths.append(path)
        if let wording, !nullWordings.contains(wording) { nullWordings.append(wording) }
    }

    /// Turns the members that are null into one fault, since one cause has made them all.
    mutating func faultNulls() {
        guard let first = nullPaths.first else { return }
        // Paths are no values of the document.
        let list = nullPaths.dropFirst().map(\.description).listed(upTo: Self.mostNulls)
        fault(
            first,
            "is null\(known: list.isEmpty ? "" : ", as are \(list)"). Leave out keys that have no value: in Terraform, "
                + "{ for key, value in ITEM : key => value if value != null } drops what optional() adds",
            ecr: nullWordings.isEmpty ? nil : nullWordings.joined(separator: "; "))
        (nullPaths, nullWordings) = ([], [])
    }

    /// How many members that are null are named behind the first.
    private static let mostNulls = 5

    /// Reports something that is valid, and hardly meant.
    mutating func warn(_ path: DocumentPath, _ message: FindingMessage) {
        warnings.append(PolicyFinding(path: path.description, message: message))
    }

    /// Reports something that ECR itself would refuse.
    mutating func note(_ path: DocumentPath, _ message: FindingMessage) {
        notes.append(PolicyFinding(path: path.description, message: message))
    }

    /// Reports a member that this program adds to ECR's.
    mutating func noteAddition(_ path: DocumentPath) {
        note(path, "ECR has no such key")
    }
}
