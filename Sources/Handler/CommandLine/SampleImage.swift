import Essentials
import Formats
import ImageModel
import Retention

/// An image that exists only in a question about a policy.
struct SampleImage {
    /// The tags, sorted; empty for an untagged image.
    let tags: [ImageTag]
    /// The days since the push.
    let age: Double
    /// The days since the last pull; `nil` if it was never pulled.
    let sincePull: Double?
    /// The repository; `nil` for one of the first policy.
    let repository: RepositoryName?

    /// The policy's answer, line by line.
    func answer(of policy: Policy) -> [String] {
        let index = repository.map { policy.sectionIndexes(for: $0).first } ?? policy.sections.indices.first
        guard let index, let decision = decision(in: policy.sections[index], of: policy) else {
            return ["", "\(description):", "  It stays: no policy applies to its repository."]
        }
        let section = policy.sections[index]
        var applies = "The policy \"\(section.name.excerpt())\" applies."
        if repository == nil, policy.sections.count > 1 {
            applies =
                "Assumed that the policy \"\(section.name.excerpt())\" applies, the first of "
                + "\(policy.sections.count). --repository NAME asks about a repository."
        }
        var lines = ["", "\(description):", "  \(applies)", "  \(Self.verdict(of: decision))", ""]
        let tag = section.repositoryTag.map { "its repository has the resource tag \($0.key)=\($0.value)".excerpt() }
        let assumptions = Self.assumptions(under: policy.protection(in: section)) + [tag].compactMap(\.self)
        lines.append("Assumed that \(assumptions.joined(separator: ", and that ")).")
        if decision.dependsOnOtherImages {
            lines.append("Rules that count depend on the other images: with enough newer ones, the image may go.")
        }
        return lines
    }

    /// The decision about the image, if it is its repository's only one.
    private func decision(in section: Policy.Section, of policy: Policy) -> Decision? {
        // Only the ages count, so any time serves as the present.
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        func time(_ days: Double) -> Date { now.addingTimeInterval(-days * 86_400) }
        guard let digest = ImageDigest("sha256:" + String(repeating: "0", count: 64)) else { return nil }
        let image = Image(
            digest: digest, tags: tags, pushedAt: time(age), lastPulledAt: sincePull.map(time),
            mediaType: .imageManifest)
        return Selection(section: section, protection: policy.protection(in: section), at: now)
            .assessment(of: [image], manifests: IndexManifests()).decisions.first
    }

    private var description: String {
        let names = tags.map { "\($0)" }
        let subject =
            switch names.count {
            case 0: "An untagged image"
            case 1: "An image with the tag \(names[0])"
            default: "An image with the tags \(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
            }
        let place = repository.map { " in \($0)" } ?? ""
        let pull = sincePull.map { "last pulled \(Self.days($0)) ago" } ?? "never pulled"
        return "\(subject)\(place), pushed \(Self.days(age)) ago and \(pull)"
    }

    private static func days(_ count: Double) -> String {
        let number = Int(exactly: count).map { "\($0)" } ?? "\(count)"
        return count == 1 ? "1 day" : "\(number) days"
    }

    private static func verdict(of decision: Decision) -> String {
        let rule = decision.rule.map { " by rule \($0)" } ?? ""
        if case .protected(let veto, _) = decision.reason {
            return "It would go\(rule), but stays: it \(veto.predicate)."
        }
        let verdict =
            switch decision.verdict {
            case .keep, .protect: "It stays"
            case .expire: "It is deleted"
            case .transition: "It is archived"
            }
        return "\(verdict)\(rule): \(decision.sentence)."
    }

    /// The facts that only an account knows.
    private static func assumptions(under protection: Protection) -> [String] {
        var facts = ["it is the repository's only image"]
        if !protection.usageSources.isEmpty { facts.append("nothing uses it") }
        if !protection.images.isEmpty { facts.append("imageUris does not name it") }
        if !protection.repositoryTags.isEmpty { facts.append("its repository does not have the tag that protects") }
        return facts
    }
}
