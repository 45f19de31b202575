import ImageModel
import Retention
import Synchronization

/// The parts of a policy, and of the run's lists of repositories, that matched nothing in a run.
///
/// A pattern that matches nothing is often a mistake, and images that it was to keep may go. A part is reported only if
/// the run read everything that the part could match.
struct PolicyCoverage: Sendable {
    /// A part that should match something.
    enum Part: Sendable, Hashable {
        /// A section, by its position, which should apply to a repository.
        case section(Int)
        /// The name patterns of a section, which should match a repository.
        ///
        /// It does not matter which section applies to the repository.
        case names(Int)
        /// A pattern of a section that includes repositories.
        case inclusion(Int, WildcardPattern)
        /// A pattern of a section that excludes repositories.
        case exclusion(Int, WildcardPattern)
        /// A pattern that excludes repositories from the run.
        case excludedFromRun(WildcardPattern)
        /// A tag pattern in `protect`, of a section or the policy.
        case keptTag(section: Int?, WildcardPattern)
        /// An entry of `imageUris`, of a section or of the whole policy.
        case keptImage(section: Int?, ImageReference)
        /// The tag list of a rule, by position in its section.
        case ruleTags(section: Int, rule: Int)
        /// A tag pattern that excludes images from a rule.
        case ruleExclusion(section: Int, rule: Int, WildcardPattern)
    }

    let sections: [Policy.Section]
    /// The EKS clusters that the policy asks for.
    let eksClusters: ClusterPatterns
    /// The EKS clusters that the registries' readings found; `nil` without any reading.
    private(set) var clusters: ClustersRead?
    /// The parts that matched nothing yet.
    private(set) var unmatched: Set<Part>
    /// The sections that apply to each repository that an entry of `imageUris` names, in any registry.
    private(set) var appliedSections: [RepositoryName: Set<Int>] = [:]
    /// Whether every registry was listed completely.
    private(set) var isListed = true
    /// Whether the run is limited to some repositories.
    let isNarrowed: Bool
    /// Whether any registry has a repository.
    private(set) var hasRepositories = false
    /// The number of repositories of each section that are still unread.
    private var unread: [Int]

    init(of request: CleanupRequest) {
        let policy = request.policy
        isNarrowed = request.isNarrowed
        sections = policy.sections
        eksClusters = policy.eksClusters
        unread = Array(repeating: 0, count: sections.count)
        unmatched = []
        insert(policy.protection, of: nil)
        for pattern in request.narrowing.flatMap(\.exclusions) { unmatched.insert(.excludedFromRun(pattern)) }
        for (index, section) in sections.enumerated() {
            unmatched.formUnion([.section(index), .names(index)])
            for pattern in section.repositories.inclusions { unmatched.insert(.inclusion(index, pattern)) }
            for pattern in section.repositories.exclusions { unmatched.insert(.exclusion(index, pattern)) }
            insert(section.protection, of: index)
            for (ruleIndex, rule) in section.rules.enumerated() {
                if case .tagged = rule.tagStatus { unmatched.insert(.ruleTags(section: index, rule: ruleIndex)) }
                for pattern in rule.excludedTags {
                    unmatched.insert(.ruleExclusion(section: index, rule: ruleIndex, pattern))
                }
            }
        }
    }

    private mutating func insert(_ protection: Protection, of section: Int?) {
        for pattern in protection.tagPatterns { unmatched.insert(.keptTag(section: section, pattern)) }
        for reference in protection.images {
            unmatched.insert(.keptImage(section: section, reference))
            appliedSections[reference.repository] = []
        }
    }
}

extension PolicyCoverage {
    /// Notes that a registry was not listed completely.
    ///
    /// The listing failed, or was limited on purpose.
    mutating func noteIncompleteListing() { isListed = false }

    /// Notes the EKS clusters that were read for a registry.
    mutating func note(_ found: ClustersRead) { clusters = clusters?.adding(found) ?? found }

    /// Notes the repositories of a registry, each with its section's position.
    mutating func note(_ repositories: [(name: RepositoryName, section: Int?)]) {
        if !repositories.isEmpty { hasRepositories = true }
        for (name, section) in repositories {
            if let section {
                unmatched.remove(.section(section))
                appliedSections[name]?.insert(section)
            }
            for part in unmatched where matches(part, name, section: section) { unmatched.remove(part) }
        }
    }

    private func matches(_ part: Part, _ name: RepositoryName, section applied: Int?) -> Bool {
        switch part {
        case .names(let section): sections[section].repositories.match(name)
        case .inclusion(let section, let pattern): section == applied && pattern.matches(name.description)
        case .exclusion(_, let pattern), .excludedFromRun(let pattern): pattern.matches(name.description)
        // A repository that no section applies to is not read, and stays in any case.
        case .keptImage(_, let reference): applied == nil && reference.repository == name
        case .section, .keptTag, .ruleTags, .ruleExclusion: false
        }
    }

    /// Notes the sections of repositories whose images are about to be read.
    mutating func noteDue(_ sections: [Int]) {
        for section in sections { unread[section] += 1 }
    }

    /// The parts that some images match.
    ///
    /// - Parameter isIn: whether a reference is to the images' repository.
    func matched(by images: [Image], section: Int, isIn: (ImageReference) -> Bool) -> [Part] {
        named(among: images, section: section, isIn: isIn)
            + unmatched.filter { part in
                switch part {
                case .keptTag(let only, let pattern):
                    (only ?? section) == section
                        && images.contains { $0.tags.contains { pattern.matches($0.description) } }
                case .ruleTags(section, let rule): images.contains(where: sections[section].rules[rule].mayBeAbout)
                case .ruleExclusion(section, _, let pattern):
                    images.contains { $0.tags.contains { pattern.matches($0.description) } }
                case .section, .names, .inclusion, .exclusion, .excludedFromRun, .keptImage, .ruleTags, .ruleExclusion:
                    false
                }
            }
    }

    /// The entries of `imageUris` that name some images.
    ///
    /// - Parameter isIn: whether a reference is to the images' repository.
    func named(among images: [Image], section: Int, isIn: (ImageReference) -> Bool) -> [Part] {
        unmatched.filter { part in
            guard case .keptImage(let only, let reference) = part, (only ?? section) == section, isIn(reference)
            else { return false }
            return images.contains { image in
                reference.digest.map { $0 == image.digest }
                    ?? reference.tag.map { image.tags.contains($0) } ?? false
            }
        }
    }

    /// Notes that parts matched something.
    mutating func note(_ matched: [Part]) { unmatched.subtract(matched) }

    /// Notes that the images of a repository were read.
    mutating func noteRead(section: Int, matched: [Part]) {
        unread[section] -= 1
        unmatched.subtract(matched)
    }

    /// Whether every repository that a part of the policy could match is known.
    var knowsAllNames: Bool { isListed && !isNarrowed }

    /// Whether all images that a section's parts could match were read.
    ///
    /// `nil` stands for the whole policy.
    func isRead(_ section: Int?) -> Bool {
        guard knowsAllNames else { return false }
        return section.map { unread[$0] == 0 } ?? unread.allSatisfy { $0 == 0 }
    }
}

/// The coverage of a run's patterns, shared by its registries and repositories.
final class CoverageCollector: Sendable {
    private let coverage: Mutex<PolicyCoverage>

    init(of request: CleanupRequest) { coverage = Mutex(PolicyCoverage(of: request)) }

    /// The coverage so far.
    var all: PolicyCoverage { coverage.withLock { $0 } }

    /// Notes that a registry was not listed completely.
    ///
    /// The listing failed, or was limited on purpose.
    func noteIncompleteListing() { coverage.withLock { $0.noteIncompleteListing() } }

    /// Notes the EKS clusters that were read for a registry.
    func note(_ clusters: ClustersRead) { coverage.withLock { $0.note(clusters) } }

    /// Notes the repositories of a registry, each with its section's position.
    func note(_ repositories: [(name: RepositoryName, section: Int?)]) {
        coverage.withLock { $0.note(repositories) }
    }

    /// Notes the sections of repositories whose images are about to be read.
    func noteDue(_ sections: [Int]) { coverage.withLock { $0.noteDue(sections) } }

    /// Notes the images that references to a repository's replicas name.
    ///
    /// - Parameter isIn: whether a reference is to a replica of the images' repository.
    func noteReplicas(of images: [Image], section: Int, isIn: (ImageReference) -> Bool) {
        let matched = all.named(among: images, section: section, isIn: isIn)
        coverage.withLock { $0.note(matched) }
    }

    /// Notes the images of a repository.
    func note(_ images: [Image], section: Int, isIn: (ImageReference) -> Bool) {
        // The images are searched outside the lock, so that other repositories don't wait for a large one.
        let matched = all.matched(by: images, section: section, isIn: isIn)
        coverage.withLock { $0.noteRead(section: section, matched: matched) }
    }
}

extension Rule {
    /// Whether an image meets the rule's list of tags.
    ///
    /// A rule that counts never sees a referrer.
    fileprivate func mayBeAbout(_ image: Image) -> Bool {
        guard case .tagged(let list) = tagStatus, list.isSatisfied(by: image.tags) else { return false }
        if case .imageCountMoreThan = count { return image.subjects.isEmpty }
        return true
    }
}
