import Formats

/// Finds the images that a template and the values of its parameters name.
///
/// The template's functions are evaluated as far as the stack's description and the template allow. What needs more
/// is an unknown part of a text.
struct TemplateReader {
    private(set) var values: StackValues
    private(set) var names: ImageNames
    /// The template's `Mappings`.
    private(set) var mappings: YAMLNode?
    /// The conditions that are known to hold or not to hold.
    private(set) var conditions: [String: Bool] = [:]
    /// The number of megabytes that the functions of a template may make.
    static let mostMegabytes = 8
    /// The number of bytes that functions may still make.
    private(set) var budget = mostMegabytes * 1_000_000
    /// Whether the functions make more text than any template needs.
    var makesTooMuch: Bool { budget < 0 }
    /// The ids of the repositories whose names the template doesn't tell.
    private var unlisted: [String] = []

    init(values: StackValues) {
        self.values = values
        names = ImageNames(home: values.registryHost)
    }

    /// Reads the value of a parameter, which may be a list.
    ///
    /// An image's tag may stand in a parameter of its own, so a value that could be a tag counts as one.
    mutating func readParameter(_ value: String) {
        names.read(value)
        for part in value.split(separator: ",") { names.readTag(part.drop { $0 == " " }) }
    }

    /// Reads the hashes that stand anywhere in a template, its comments included.
    mutating func readHashes(in text: String) { names.readHashes(in: text) }

    /// Prepares for a template, and returns whether only the stack's list of resources tells some of their values.
    mutating func open(_ template: Template) -> Bool {
        mappings = template.root["Mappings"]
        conditions = TemplateConditions.decided(in: template, by: self)
        for repository in template.repositories {
            guard let name = repository.name.flatMap({ text(of: $0) }), !name.contains(StackValues.unknown) else {
                unlisted.append(repository.id)
                continue
            }
            values = values.adding(repository: repository.id, name: name)
        }
        return !unlisted.isEmpty || template.hasNestedStacks
    }

    /// Adds the values of the stack's repositories and nested stacks.
    mutating func add(_ resources: [StackResource], outputs: StackOutputs) {
        let names = Dictionary(resources.map { ($0.id, $0.physicalID) }) { $1 }
        for id in unlisted {
            // A repository that isn't listed was not created, as a condition may have it.
            guard let name = names[id, default: StackValues.uncreated] else { continue }
            values = values.adding(repository: id, name: name)
        }
        var more: [String: String] = [:]
        for case (let id, let stack?) in names {
            for output in outputs[stack: stack] { more["\(id).Outputs.\(output.key)"] = output.value }
        }
        values = values.adding(more)
    }

    /// Reads a template that was opened.
    mutating func read(_ template: Template) { read(template.root) }

    mutating func read(_ node: YAMLNode) {
        if let text = text(of: node) { read(text) }
    }

    mutating func read(_ text: String) { names.read(text.withoutDynamicReferences) }

    /// Takes the length of a text that a function makes from the budget.
    ///
    /// A short template may make texts of any length, if its functions are nested.
    ///
    /// - Returns: the text; unknown if it is `nil`, or the budget is used up.
    mutating func paid(_ text: String?) -> String {
        budget -= text?.utf8.count ?? budget + 1
        return budget < 0 ? StackValues.unknown : text ?? StackValues.unknown
    }

    /// The text that a node stands for; `nil` for a structure, whose texts are read.
    mutating func text(of node: YAMLNode) -> String? {
        if let (name, argument) = node.function { return budget < 0 ? StackValues.unknown : result(of: name, argument) }
        switch node.content {
        case .text: return node.certainText ?? StackValues.unknown
        case .list(let items): readSiblings(items.flatMap(\.siblings))
        case .mapping(let members): readSiblings(members.map { ($0.key, $0.value) })
        }
        return nil
    }

    /// Reads the members or items of a structure.
    ///
    /// Where one is a repository, another may be the tag: so it is in the values of a Helm chart.
    private mutating func readSiblings(_ siblings: [(key: YAMLNode?, value: YAMLNode)]) {
        var texts: [(key: String?, text: String, repository: String?)] = []
        for (key, value) in siblings {
            if let key { read(key) }
            guard let text = text(of: value)?.withoutDynamicReferences else { continue }
            texts.append((key?.untaggedText, text, ownRepository(value) ?? ImageNames.repository(in: text)))
            names.read(text)
        }
        if texts.contains(where: { $0.text.contains(StackValues.unknown) }) {
            // The unknown one may be the repository.
            for case (let key?, let text, _) in texts where key.namesVersion { names.readTag(text) }
        }
        let repositories = texts.compactMap(\.repository)
        let host = texts.map(\.text).first(where: ImageNames.isHost)
        guard !repositories.isEmpty || host != nil else { return }
        let others = texts.map(\.text).filter { !ImageNames.isHost($0) }
        for text in others { names.readTag(text) }
        if let host {
            for text in others where text.contains(":") || text.contains("@") { names.read("\(host)/\(text)") }
        }
        let isVersionUnknown = texts.contains { key, text, _ in
            key?.namesVersion ?? false && (text.isEmpty || text.contains(StackValues.unknown))
        }
        guard isVersionUnknown else { return }
        // Beside a host, a text may be the repository.
        let possible = others.filter { !$0.contains(StackValues.unknown) }
        let named = host.map { host in possible.compactMap { ImageNames.repository(in: "\(host)/\($0)") } } ?? []
        for repository in repositories + named { names.readUnknownTag(of: repository) }
    }

    /// The stack's own repository that a node refers to, with its host.
    private func ownRepository(_ node: YAMLNode) -> String? {
        guard let (name, argument) = node.function, name == "Ref" else { return nil }
        return argument.untaggedText.flatMap(values.ownRepository)
    }
}

extension YAMLNode {
    /// A list's item as it counts beside the others: a pair of a name and a value as a member, as in environments.
    fileprivate var siblings: [(key: YAMLNode?, value: YAMLNode)] {
        guard function == nil, let name = self["Name"] ?? self["name"] ?? self["Key"],
            let value = self["Value"] ?? self["value"]
        else { return [(nil, self)] }
        let others = members.filter { $0.value != name && $0.value != value }
        return [(name, value)] + others.map { ($0.key, $0.value) }
    }
}

extension String {
    /// The words that a key of an image's tag or digest has.
    private static let versionWords: Set<Substring> = [
        "tag", "digest", "version", "sha", "revision", "release", "commit", "build",
    ]

    /// Whether a key, such as `imageTag` or `IMAGE_TAG`, is that of an image's tag or digest.
    var namesVersion: Bool {
        var words = ""
        var last: Character = " "
        for character in self {
            if character.isUppercase, last.isLowercase { words += " " }
            words.append(character.isLetter ? character : " ")
            last = character
        }
        return words.lowercased().split(separator: " ").contains { word in
            Self.versionWords.contains(word) || word.hasPrefix("image") && Self.versionWords.contains(word.dropFirst(5))
        }
    }

    /// The text with each `{{resolve:…}}`, which stands for a stored value, unknown.
    var withoutDynamicReferences: String {
        guard contains("{{") else { return self }
        var result = ""
        var rest = self[...]
        while let start = rest.firstRange(of: "{{resolve:"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            result += rest[..<start.lowerBound] + StackValues.unknown
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
