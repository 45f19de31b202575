import Formats
import ImageModel

extension Policy {
    /// Warnings of default sources of usage that sections do not ask.
    ///
    /// Each is a sentence. Images in use there may be deleted, so each run shows the warnings.
    public var inUseWarnings: [String] {
        var names: [[UsageSourceName]: [String]] = [:]
        for section in sections where !section.rules.isEmpty || section.orphanedReferrersOlderThanDays != nil {
            let asked = protection(in: section).inUse
            let missing = Protection.defaultSources.subtracting(asked).sorted()
            if !missing.isEmpty { names[missing, default: []].append(section.name) }
        }
        return names.sorted { $0.value[0] < $1.value[0] }.map { missing, sections in
            let policies = sections.map { "\"\($0)\"" }.joined(separator: ", ")
            let names = missing.map(\.rawValue)
            let sources = [names.dropLast().joined(separator: ", "), names.last ?? ""].filter { !$0.isEmpty }
                .joined(separator: " and ")
            let subject = sections.count == 1 ? "the policy \(policies) does" : "the policies \(policies) do"
            return "\(subject) not ask \(sources) for what is in use (protect.inUse): "
                + "images in use there may be deleted"
        }
    }

    /// Warnings of targets whose own workloads keep no image.
    ///
    /// Each is a sentence. `usageFrom` replaces the target's own account and region, which is easily overlooked.
    public var usageFromWarnings: [String] {
        guard sections.contains(where: { !protection(in: $0).inUse.isEmpty }) else { return [] }
        let names = targets.filter(\.leavesOutOwnPlace).map { "\($0)" }
        guard names.count > Self.mostNamedTargets else {
            return names.map { name in
                "\(name) is not among its usageFrom: images that run in its own account and region may be deleted. "
                    + "List that place, too"
            }
        }
        return [
            "\(names.count) registries are not among their usageFrom: \(names.listed(upTo: Self.mostNamedTargets)). "
                + "Images that run in their own accounts and regions may be deleted. "
                + "List those places, too, or write \"usageFrom\": \"targets\""
        ]
    }

    /// The maximum number of targets that warnings name.
    ///
    /// One entry of a document may stand for hundreds.
    private static let mostNamedTargets = 3
}

extension Target {
    /// Whether the policy reads usage only from other places.
    ///
    /// A place without a region is in the configured region, which may be the same.
    fileprivate var leavesOutOwnPlace: Bool {
        guard !isPublic, let usageFrom else { return false }
        return !usageFrom.contains { other in
            other.roleARN == access.roleARN
                && (other.region == nil || access.region == nil || other.region == access.region)
        }
    }
}
