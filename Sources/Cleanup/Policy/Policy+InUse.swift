import ImageUsage

extension Policy {
    /// The default sources of usage that parts of the policy do not ask, each as a sentence.
    ///
    /// What runs there may be deleted, so each run says so.
    public var inUseWarnings: [String] {
        var names: [[UsageSourceName]: [String]] = [:]
        for section in sections where !section.rules.isEmpty || section.orphanedReferrersOlderThanDays != nil {
            let asked = protection(in: section).inUse
            let missing = Protection.defaultSources.subtracting(asked).sorted()
            if !missing.isEmpty { names[missing, default: []].append(section.name) }
        }
        return names.sorted { $0.value[0] < $1.value[0] }.map { missing, sections in
            let policies = sections.map { "\"\($0)\"" }.joined(separator: ", ")
            let sources = missing.map(\.rawValue).joined(separator: " and ")
            return "the policy \(policies) does not ask \(sources) for what is in use (protect.inUse): "
                + "images that run there may be deleted"
        }
    }
}
