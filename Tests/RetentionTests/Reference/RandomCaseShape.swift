import Foundation
import ImageModel
import TestSupport

@testable import Retention

/// Something that is true of images in random cases, and that the comparison is worth nothing without.
struct RandomCaseShape: Sendable, CustomStringConvertible {
    let description: String
    private let isTrue: @Sendable (ReferenceFamilies, Image) -> Bool

    init(_ description: String, _ isTrue: @escaping @Sendable (ReferenceFamilies, Image) -> Bool) {
        self.description = description
        self.isTrue = isTrue
    }

    /// Whether it is true of any image of a case.
    func occurs(in families: ReferenceFamilies) -> Bool { families.images.contains { isTrue(families, $0) } }

    /// What images can be by themselves.
    static let states = [
        RandomCaseShape("three tags") { $1.tags.count == 3 },
        RandomCaseShape("archived") { $1.status == .archived },
        RandomCaseShape("activating") { $1.status == .activating },
        RandomCaseShape("in a state that is not known") { $1.status == ImageStatus("QUARANTINED") },
        RandomCaseShape("of an unknown push time") { $1.pushedAt == nil && $1.lastActivatedAt == nil },
        RandomCaseShape("restored, of an unknown push time") { $1.pushedAt == nil && $1.lastActivatedAt != nil },
        RandomCaseShape("pulled, of an unknown push time") { $1.pushedAt == nil && $1.lastPulledAt != nil },
        RandomCaseShape("never pulled") { $1.lastPulledAt == nil },
        RandomCaseShape("pulled after it was restored") { _, image in
            image.lastActivatedAt.map { $0 < image.lastPulledAt ?? .distantPast } ?? false
        },
        RandomCaseShape("not pulled since it was restored") { _, image in
            image.lastPulledAt.map { $0 < image.lastActivatedAt ?? .distantPast } ?? false
        },
        RandomCaseShape("pushed at the time of another") { families, image in
            families.images.contains { $0.digest != image.digest && $0.pushedAt == image.pushedAt }
        },
        RandomCaseShape("part of a push under way") { families, image in
            guard image.tags.isEmpty, let pushed = image.pushedAt else { return false }
            return pushed > TestClock.start - 3600 && !families.isChild(image) && !families.isReferrer(image)
        },
        RandomCaseShape("under cosign's tag and another") { _, image in
            let cosign = image.tags.filter { cosignSubject(of: $0.description) != nil }
            return !cosign.isEmpty && cosign.count < image.tags.count
        },
        RandomCaseShape("under cosign's tag with a prefix") { _, image in
            image.tags.contains {
                cosignSubject(of: $0.description) != nil && !$0.description.hasPrefix("sha256-")
            }
        },
        RandomCaseShape("under a tag that is almost cosign's") { _, image in
            image.tags.contains { $0.description.count > 60 && cosignSubject(of: $0.description) == nil }
        },
    ]

    /// What images can be to each other.
    static let relations = [
        RandomCaseShape("shared by two indexes") { $0.holders(of: $1).count > 1 },
        RandomCaseShape("on the fourth level") { families, image in
            families.holders(of: image).flatMap(families.holders).flatMap(families.holders).contains { $0 != image }
        },
        RandomCaseShape("an empty index") { $0.manifests.byIndex[$1.digest] == [] },
        RandomCaseShape("an index that was not given") { $0.isUnread($1) },
        RandomCaseShape("of no known type, and not given") { $0.isUnread($1) && $1.mediaType?.isIndex != true },
        RandomCaseShape("of no known type, and an index") { families, image in
            image.mediaType?.manifestKind ?? .unknown == .unknown && !families.held(by: image).isEmpty
        },
        RandomCaseShape("possibly held, and held") { $0.isPossiblyHeld($1) && $0.isChild($1) },
        RandomCaseShape("possibly held alone") { $0.isPossiblyHeld($1) && !$0.isChild($1) },
        RandomCaseShape("a tagged manifest of an index") { $0.isChild($1) && !$1.tags.isEmpty },
        RandomCaseShape("an archived index with manifests") { $1.status == .archived && !$0.held(by: $1).isEmpty },
        RandomCaseShape("a referrer by its manifest") { $0.isReferrer($1) && $1.subject != nil },
        RandomCaseShape("a referrer by its tags") { $0.isReferrer($1) && $1.subject == nil },
        RandomCaseShape("a referrer by another digest than ECR's") { $1.hasUnknownSubject },
        RandomCaseShape("a referrer by another digest, and by its tags") { $0.isReferrer($1) && $1.hasUnknownSubject },
        RandomCaseShape("a referrer of two") { $0.subjects(of: $1).count > 1 },
        RandomCaseShape("a referrer that lacks one of two subjects") {
            $0.isReferrer($1) && $0.subjectDigests(of: $1).count > $0.subjects(of: $1).count
        },
        RandomCaseShape("a referrer of a referrer") { $0.subjects(of: $1).contains(where: $0.isReferrer) },
        RandomCaseShape("a referrer of a manifest") { $0.subjects(of: $1).contains(where: $0.isUntaggedChild) },
        RandomCaseShape("a referrer that is an index") { $0.isReferrer($1) && !$0.held(by: $1).isEmpty },
        RandomCaseShape("a referrer that an index holds") { $0.isReferrer($1) && $0.isChild($1) },
        RandomCaseShape("an untagged orphan") { $0.isOrphan($1) && $1.tags.isEmpty },
        RandomCaseShape("a tagged orphan") { $0.isOrphan($1) && !$1.tags.isEmpty },
        RandomCaseShape("an orphan that an index holds") { $0.isOrphan($1) && $0.isChild($1) },
        RandomCaseShape("circular") { $0.isCircular($1) && !$0.parents(of: $1).contains($1) },
        RandomCaseShape("a parent of itself") { $0.parents(of: $1).contains($1) },
        RandomCaseShape("below what is circular") {
            $0.ancestors(of: $1).contains(where: $0.isCircular) && !$0.isCircular($1)
        },
    ]
}
