import Foundation
import Testing

@testable import Formats

/// A text with the node that PyYAML reads, or without one if PyYAML refuses it; see `Oracles/yaml_nodes.py`.
private struct Case: Decodable {
    /// A node as the fixture has it.
    final class Node: Decodable {
        let tag: String?
        let text: String?
        let isPlain: Bool?
        let list: [Node]?
        let mapping: [[Node]]?

        var asRead: YAMLNode {
            let content: YAMLNode.Content =
                if let list {
                    .list(list.map(\.asRead))
                } else if let mapping {
                    .mapping(mapping.map { YAMLNode.Member(key: $0[0].asRead, value: $0[1].asRead) })
                } else {
                    .text(text ?? "")
                }
            return YAMLNode(content, tag: tag, isPlain: isPlain ?? false)
        }
    }

    let yaml: String
    let node: Node?
}

@Suite("YAML agrees with PyYAML")
struct YAMLOracleTests {
    private let cases: [Case]

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: folder.appending(path: "yaml.json")))
    }

    @Test("The nodes are the same")
    func nodes() throws {
        let accepted = cases.filter { $0.node != nil }
        #expect(accepted.count >= 400)
        for one in accepted {
            let read = try? YAMLNode(parsing: one.yaml.utf8)
            #expect(read?.withoutOwnTags == one.node?.asRead, "\(one.yaml)")
        }
    }

    @Test("Most of what it refuses is refused, and all ends")
    func refused() {
        let refused = cases.filter { $0.node == nil }
        let alsoRefused = refused.filter { (try? YAMLNode(parsing: $0.yaml.utf8)) == nil }
        #expect(alsoRefused.count * 10 >= refused.count * 9, "\(alsoRefused.count) of \(refused.count)")
    }
}

extension YAMLNode {
    /// The node without tags of YAML itself, which say nothing of CloudFormation's functions.
    fileprivate var withoutOwnTags: YAMLNode {
        let tag = tag == "!" || tag?.hasPrefix("!!") == true || tag?.hasPrefix("!<") == true ? nil : tag
        switch content {
        case .text: return YAMLNode(content, tag: tag, isPlain: isPlain)
        case .list(let items): return YAMLNode(.list(items.map(\.withoutOwnTags)), tag: tag)
        case .mapping(let members):
            let members = members.map { Member(key: $0.key.withoutOwnTags, value: $0.value.withoutOwnTags) }
            return YAMLNode(.mapping(members), tag: tag)
        }
    }
}
