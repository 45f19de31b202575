import AWSClient

extension ECSClient {
    /// Describes the latest active revision of each family, if there is one.
    ///
    /// A first reading takes a call for each family. Once the cache has most definitions, one listing of all revisions
    /// tells which of them are still the latest, in far fewer calls.
    func describeLatestTaskDefinitions(of families: Set<String>) async throws -> [ECSTaskDefinition] {
        let latest = try await isListingCheaper(for: families) ? listLatestTaskDefinitions() : [:]
        return try await families.sorted().concurrentMap(width: Self.width) { family in
            if let name = latest[family], let kept = definitions[name.arn] { return kept }
            return try await describeLatestTaskDefinition(of: family)
        }.compactMap(\.self)
    }

    /// Whether one listing of all revisions takes fewer calls than a call for each family.
    ///
    /// A family has at most as many active revisions as the number of its latest known one.
    private func isListingCheaper(for families: Set<String>) -> Bool {
        let known = definitions.keys.compactMap(TaskDefinitionName.init).filter { families.contains($0.family) }
        let latest = Dictionary(known.map { ($0.family, $0.revision) }, uniquingKeysWith: max)
        let pages = latest.values.reduce(0, +) / Self.maximumPageSize + 1
        let unknown = families.count - latest.count
        return pages + unknown < families.count
    }

    /// Lists all active revisions, and returns the latest of each family (`ListTaskDefinitions`).
    private func listLatestTaskDefinitions() async throws -> [String: TaskDefinitionName] {
        let arns = try await all(ListTaskDefinitions.operation) { token in
            let answer = try await client.call(
                ListTaskDefinitions(familyPrefix: nil, maxResults: Self.maximumPageSize, nextToken: token))
            return (answer.taskDefinitionArns, answer.nextToken)
        }
        return Dictionary(arns.compactMap(TaskDefinitionName.init).map { ($0.family, $0) }) { one, other in
            one.revision > other.revision ? one : other
        }
    }
}
