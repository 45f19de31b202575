import Foundation
import ImageModel

@testable import Retention

/// What section 4 of the contract says of a repository's images, written down a second time: slowly, and in its words.
///
/// It shares no code with the selection, so that a mistake has to be made twice to go unseen.
struct ReferenceEvaluator {
    let families: ReferenceFamilies
    let section: Policy.Section
    /// The vetoes of the policy and of the section together.
    let protection: Protection
    let now: Date
    /// By priority, the images that each rule is about, those that a higher rule took included.
    private(set) var identified: [Int: [Image]]

    var images: [Image] { families.images }

    init(
        images: [Image], manifests: IndexManifests, section: Policy.Section, protection: Protection = .none, now: Date
    ) {
        families = ReferenceFamilies(images: images, manifests: manifests)
        self.section = section
        self.protection = protection
        self.now = now
        identified = [:]
        var identified: [Int: [Image]] = [:]
        for rule in section.rules {
            identified[rule.priority] = images.filter { image in
                if section.leavesOrphanedReferrers && families.isOrphan(image) { return false }
                return !isPushUnderWay(image) && families.isIdentified(image, by: rule)
            }
        }
        self.identified = identified
    }

    /// What is decided about an image.
    struct Decided: Hashable {
        var verdict: Decision.Verdict
        /// The rules that may be named for it: its own, or those that take what it belongs to.
        ///
        /// Of an image that is kept, the one that is about it.
        var rules: Set<Int?>
        /// The names of the vetoes that protect it; of an image that would stay anyway, too.
        var vetoes: Set<String>
    }

    /// What is decided about each image.
    func decisions() -> [ImageDigest: Decided] {
        let fates = fates()
        let protected = protected()
        var decisions: [ImageDigest: Decided] = [:]
        for image in images {
            let fate = fates[image.digest] ?? .kept
            let vetoes = Set(protected.filter { $0.value.contains(image.digest) }.keys)
            let verdict: Decision.Verdict =
                switch fate {
                case .kept: .keep
                case _ where !vetoes.isEmpty: .protect
                case .archived: .transition
                case .deleted: .expire
                }
            let rules = fate == .kept ? [claim(on: image)?.priority] : rules(taking: image, by: fates)
            decisions[image.digest] = Decided(verdict: verdict, rules: rules, vetoes: vetoes)
        }
        return decisions
    }

    /// The rules of an image and of all its parents that take it to its fate.
    private func rules(taking image: Image, by fates: [ImageDigest: ReferenceFate]) -> Set<Int?> {
        var rules: Set<Int?> = []
        let fate = fates[image.digest]
        for one in [image] + families.ancestors(of: image) where fates[one.digest] == fate {
            if let own = ownFate(of: one), own.fate == fate { rules.insert(own.rule) }
        }
        return rules
    }
}
