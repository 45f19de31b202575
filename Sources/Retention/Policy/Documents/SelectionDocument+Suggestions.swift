import Formats

extension SelectionDocument {
    /// The words of tags that builds of branches and of pull requests have.
    private static let branchWords: Set = [
        "pr", "mr", "pull", "merge", "branch", "feature", "feat", "bugfix", "hotfix", "fix", "preview", "review",
        "dependabot", "renovate", "main", "master", "develop", "dev", "trunk", "wip", "staging", "user", "chore",
        "test",
    ]

    /// Suggests `allTagsMatch` for a rule that deletes builds of branches or of pull requests.
    ///
    /// A build that became a release often keeps its first tag. A rule with groups that go by time and not by version
    /// is about builds, too.
    func suggestAllTagsMatch(in object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        guard !object.mentions(.allTagsMatch), let first = tagEntries.first else { return }
        let isByGroup = groupBy != nil && sortBy == nil
        let found = tagEntries.first { Self.looksLikeBranch($0.entry) } ?? (isByGroup ? first : nil)
        guard let (entry, path) = found else { return }
        findings.suggest(
            path,
            "is \(entry.text.shown), which looks like builds of a branch or of pull requests. An image that has another "
                + "tag, too, such as v1.2.0, goes with them. To keep it, write \"allTagsMatch\": true, which ECR does "
                + "not have; false says that it may go")
    }

    private static func looksLikeBranch(_ entry: TagList.Entry) -> Bool {
        guard let pattern = entry.asPattern, pattern.wildcardCount > 0 else { return false }
        let words = pattern.text.lowercased().split { !$0.isLetter }
        return words.contains { branchWords.contains(String($0)) }
    }
}
