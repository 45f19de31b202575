import ImageModel

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

    /// The targets whose own workloads keep nothing, each as a sentence.
    ///
    /// `usageFrom` takes the place of the target's own account and region, which is easily overlooked.
    public var usageFromWarnings: [String] {
        guard sections.contains(where: { !protection(in: $0).inUse.isEmpty }) else { return [] }
        return targets.filter(\.leavesOutOwnPlace).map { target in
            "\(target) is not among its usageFrom: images that run in its own account and region may be deleted. "
                + "List that place, too"
        }
    }
}

extension Target {
    /// Whether usage is read from other places alone, as far as the policy says it.
    ///
    /// A place without a region is in the configured one, which may be the same.
    fileprivate var leavesOutOwnPlace: Bool {
        guard !isPublic, let usageFrom else { return false }
        return !usageFrom.contains { other in
            other.roleARN == access.roleARN
                && (other.region == nil || access.region == nil || other.region == access.region)
        }
    }
}
