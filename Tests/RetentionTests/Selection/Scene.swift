import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport
import Testing

@testable import Retention

/// A repository that is written down in a test, with a policy.
///
/// Images go by numbers, which their digests come from, and times by days before now.
struct Scene {
    var images: [Image] = []
    var manifests = IndexManifests()
    var section = Policy.Section(name: "scene", repositories: .all, rules: [])
    var protection = Protection.none
    let now = TestClock.start

    init(_ rules: Rule..., protect protection: Protection = .none) {
        section.rules = rules
        self.protection = protection
    }

    /// Adds an image that was pushed so many days ago.
    mutating func add(
        _ number: Int, days: Double?, tags: [ImageTag] = [], subject: Int? = nil,
        _ change: (inout Image) -> Void = { _ in }
    ) throws {
        var image = Image(
            digest: try .test(number), tags: tags, pushedAt: days.map(Date.daysAgo), mediaType: .imageManifest)
        image.subject = try subject.map { try .test($0) }
        change(&image)
        images.append(image)
    }

    /// Adds an index; without a list of what it holds its manifest was not given.
    mutating func addIndex(
        _ number: Int, days: Double?, tags: [ImageTag] = [], holds held: [Int]?,
        _ change: (inout Image) -> Void = { _ in }
    ) throws {
        try add(number, days: days, tags: tags) {
            $0.mediaType = .imageIndex
            change(&$0)
        }
        manifests.byIndex[try .test(number)] = try held?.map { try .test($0) }
    }

    /// What is decided about each image, in the order in which they were added, after the naive implementation agreed.
    func decisions(sourceLocation: SourceLocation = #_sourceLocation) -> [Decision] {
        let selection = Selection(section: section, protection: protection, at: now)
        let decisions = selection.assessment(of: images, manifests: manifests).decisions
        let reference = ReferenceEvaluator(
            images: images, manifests: manifests, section: section, protection: protection, now: now
        ).decisions()
        #expect(
            decisions.map(\.verdict) == images.map { reference[$0.digest]?.verdict },
            "the naive implementation differs",
            sourceLocation: sourceLocation)
        return decisions
    }

    /// The verdicts of `decisions()`.
    func verdicts(sourceLocation: SourceLocation = #_sourceLocation) -> [Decision.Verdict] {
        decisions(sourceLocation: sourceLocation).map(\.verdict)
    }
}
