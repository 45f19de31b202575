extension Policy {
    /// Reads the targets.
    mutating func readTargets(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        guard let elements = object.elements(.targets, &findings) else { return }
        findings.noteAddition(object.path(of: .targets))
        if elements.isEmpty {
            findings.fault(object.path(of: .targets), "is empty; it must have at least one target, or be left out")
        }
        let entries = elements.compactMap { value, path in
            DocumentObject<Target.Key>(value, at: path, &findings).map { TargetEntry($0, &findings) }
        }
        targets = Self.targets(of: entries, &findings)
    }

    /// The targets that entries stand for, in order.
    private static func targets(of entries: [TargetEntry], _ findings: inout PolicyFindings) -> [Target] {
        let all = entries.filter { !$0.isPublic }.flatMap(\.accesses)
        let arePublic = entries.allSatisfy(\.isPublic)
        var known: Set<Target> = []
        var targets: [Target] = []
        for entry in entries {
            let registries = entry.accesses.map { Target(isPublic: entry.isPublic, access: $0) }
            // Two runs at once in one registry would meet each other's changes.
            if let repeated = registries.first(where: { !known.insert($0).inserted }) {
                let name: FindingMessage = registries.count > 1 ? ": \(repeated.access.name)" : ""
                findings.fault(entry.path, "names a registry that stands before it already" + name)
            }
            // No place at all would leave every image without protection.
            if case .allTargets = entry.usage, arePublic {
                findings.fault(
                    entry.path.appending(Target.Key.usageFrom.rawValue),
                    "means every target that is not public, and there is none; "
                        + "list the places, such as [{\"region\": \"eu-west-1\"}]")
            }
            targets += registries.map {
                Target(isPublic: entry.isPublic, access: $0.access, usageFrom: entry.usage.accesses(ofAll: all))
            }
        }
        return targets
    }
}

extension TargetEntry.Usage {
    /// The places to read; `nil` means each registry's own.
    ///
    /// - Parameter all: the places of all targets, except of public registries.
    fileprivate func accesses(ofAll all: [Target.Access]) -> [Target.Access]? {
        switch self {
        case .ownPlace: nil
        case .places(let places): places
        case .allTargets: all
        }
    }
}

extension Target.Access {
    /// The region and role, for error messages.
    fileprivate var name: String { [region, roleARN].compactMap(\.self).joined(separator: " of ") }
}
