import Formats

/// A stack's template, in JSON or YAML.
struct Template {
    /// A repository among the template's resources.
    struct Repository {
        /// The resource's name in the template.
        let id: String
        /// The repository's name; `nil` if CloudFormation makes one up.
        let name: YAMLNode?
    }

    let root: YAMLNode

    /// Parses a template.
    ///
    /// JSON is YAML, too, so that both are read in the same way.
    init(_ text: String) throws(YAMLSyntaxError) {
        root = try YAMLNode(parsing: text.utf8)
    }

    /// The repositories that the stack itself has.
    var repositories: [Repository] {
        resources(ofType: "AWS::ECR::Repository").map { id, resource in
            Repository(id: id, name: resource["Properties"]?["RepositoryName"])
        }
    }

    /// Whether the stack has other stacks as resources.
    var hasNestedStacks: Bool { !resources(ofType: "AWS::CloudFormation::Stack").isEmpty }

    private func resources(ofType type: String) -> [(id: String, resource: YAMLNode)] {
        (root["Resources"]?.members ?? []).compactMap { member in
            guard member.value["Type"]?.untaggedText == type, let id = member.key.untaggedText else { return nil }
            return (id, member.value)
        }
    }
}

extension YAMLNode {
    /// The members of a mapping; empty for other nodes.
    var members: [Member] {
        guard case .mapping(let members) = content else { return [] }
        return members
    }

    /// The items of a list without a tag.
    var items: [YAMLNode]? {
        guard tag == nil, case .list(let items) = content else { return nil }
        return items
    }

    /// The value of a mapping's key, the last one if the key stands twice.
    subscript(key: String) -> YAMLNode? { members.last { $0.key.untaggedText == key }?.value }

    /// The function that a node calls, in its full name, and the function's argument; `nil` if it calls none.
    ///
    /// YAML has a short form, such as `!Sub`, for `Fn::Sub`.
    var function: (name: String, argument: YAMLNode)? {
        if let tag, tag.first == "!", tag.count > 1, !tag.hasPrefix("!!"), !tag.hasPrefix("!<") {
            let name = tag.dropFirst()
            return (["Ref", "Condition"].contains(name) ? "\(name)" : "Fn::\(name)", YAMLNode(content))
        }
        guard members.count == 1, let name = members[0].key.untaggedText, name == "Ref" || name.hasPrefix("Fn::") else {
            return nil
        }
        return (name, members[0].value)
    }
}
