package import Essentials
import Formats
package import ImageModel

/// One policy with the rules of the lifecycle policies that repositories have in ECR.
///
/// Repositories with the same rules share a section, which names each of them: a pattern would take repositories that
/// nobody has made yet.
package struct ImportedPolicy: Sendable, Hashable {
    /// The sections, in the order of their first repositories.
    ///
    /// No repository is in two of them.
    package let sections: [Policy.Section]

    /// Groups the repositories.
    ///
    /// - Parameter rules: the rules of each repository, all of them in ECR's own grammar.
    package init(of rules: [RepositoryName: [Rule]]) {
        var positions: [[Rule]: Int] = [:]
        var groups: [(rules: [Rule], names: [RepositoryName])] = []
        for name in rules.keys.sorted() {
            let sorted = (rules[name] ?? []).sorted { $0.priority < $1.priority }
            if let position = positions[sorted.withoutDescriptions] {
                groups[position].names.append(name)
            } else {
                positions[sorted.withoutDescriptions] = groups.count
                groups.append((sorted, [name]))
            }
        }
        sections = groups.map { group in
            Policy.Section(
                name: group.names.summary, repositories: NamePatterns(group.names.map(\.description)),
                rules: group.rules)
        }
    }

    /// The policy's document, in the full form, as indented JSON.
    package var document: Data {
        var json = JSONWriter(isIndented: true)
        json.object { json in
            json.member("policies", of: sections) { section, json in
                json.object { json in
                    json.member("name", section.name)
                    json.member("repositories", of: section.repositories.texts) { $1.value($0) }
                    json.member("rules", of: section.rules) { rule, json in
                        json.object { rule.write(to: &$0, description: rule.description) }
                    }
                }
            }
        }
        return Data(json.bytes)
    }
}

extension [Rule] {
    /// Whether both have the same meaning in ECR: descriptions and the order of the list say nothing.
    package func meansTheSame(as other: [Rule]) -> Bool {
        func sorted(_ rules: [Rule]) -> [Rule] { rules.sorted { $0.priority < $1.priority }.withoutDescriptions }
        return sorted(self) == sorted(other)
    }

    fileprivate var withoutDescriptions: [Rule] {
        map { rule in
            var rule = rule
            rule.description = nil
            return rule
        }
    }
}

extension [RepositoryName] {
    /// A name for a section of these repositories.
    ///
    /// No other section has it: each begins with another repository.
    fileprivate var summary: String {
        let first = first?.description ?? ""
        return count > 1 ? "\(first) and \(count - 1) more" : first
    }
}
