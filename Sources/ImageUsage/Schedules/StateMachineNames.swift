import Essentials
import Formats
import ImageModel

/// The task definitions and ECR images that stand anywhere in a state machine's definition.
///
/// States may compute names, and call ECS in several ways. So each text is searched, whatever its member is called.
struct StateMachineNames: Sendable, Hashable {
    private(set) var definitions: Set<TaskDefinitionReference> = []
    private(set) var images: Set<ImageReference> = []

    /// Searches a definition.
    ///
    /// - Parameter owner: the ARN of the state machine.
    init(in definition: JSONValue, of owner: String) {
        // Only in a task definition's own member, a family without a revision can be told from other words.
        definitions.formUnion(definition.taskDefinitions.compactMap { TaskDefinitionReference($0, in: owner) })
        search(definition, owner)
    }

    private mutating func search(_ value: JSONValue, _ owner: String) {
        switch value {
        case .string(let text): search(text, owner)
        case .array(let elements): for element in elements { search(element, owner) }
        case .object(let members):
            for (name, value) in members {
                search(name, owner)
                search(value, owner)
            }
        case .null, .bool, .number: break
        }
    }

    /// Searches the words of a text.
    private mutating func search(_ text: String, _ owner: String) {
        for word in text.utf8.split(whereSeparator: { !Self.isAllowedInWord($0) }) {
            // A word may end in punctuation: the rest of a place for a number, as in `…:task-definition/worker:{}`.
            guard let word = String(word.trimming { "./:@".utf8.contains($0) }),
                word.contains(":") || word.contains("/")
            else { continue }
            if let reference = TaskDefinitionReference(pinnedBy: word, in: owner) { definitions.insert(reference) }
            let start = word.ranges(of: "//").last?.upperBound ?? word.startIndex
            if let image = ImageReference(String(word[start...])) { images.insert(image) }
        }
    }

    /// Whether a byte may stand in an ARN, a name with a revision, or an image's URI.
    private static func isAllowedInWord(_ byte: UInt8) -> Bool {
        TaskDefinitionReference.isAllowedInFamily(byte) || "./:@".utf8.contains(byte)
    }
}

extension TaskDefinitionReference {
    /// Reads a word that is an ARN of a task definition, or `FAMILY:REVISION`.
    ///
    /// A family alone could be any word.
    fileprivate init?(pinnedBy word: String, in owner: String) {
        self.init(word, in: owner)
        guard word.hasPrefix("arn:") || revision != nil else { return nil }
    }
}
