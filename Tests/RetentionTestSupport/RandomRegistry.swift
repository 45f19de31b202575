package import Foundation
package import ImageModel
package import Retention
package import TestSupport

/// A small repository in which everything occurs that images can be to each other, and mostly together.
///
/// Few times, few stems of tags and small numbers: what decides is met often, exact boundaries and ties included.
package struct RandomRegistry {
    package var images: [Image] = []
    package var manifests = IndexManifests()

    /// Digests that nothing in the repository has.
    static let missing = digests(900..<903)

    /// Types that don't say, or not as usual, what a manifest is.
    private static let odd: [MediaType?] = [
        nil, MediaType("application/json"), MediaType("application/vnd.OCI.image.manifest.v1+json;charset=utf-8"),
        MediaType("application/vnd.oci.image.index.v1+json; charset=utf-8"),
    ]

    private static let present = digests(1..<100)

    private static func digests(_ numbers: Range<Int>) -> [ImageDigest] { numbers.compactMap { try? .test($0) } }

    /// Makes as many images, at most 99.
    package init(count: Int, at now: Date, random: inout SplitMix64) {
        // In an order of their own, so that neither time nor position says anything of them.
        let digests = Self.present.prefix(count).shuffled(using: &random)
        // In some, most images hold others, so that what lies deep below or high above decides.
        let isNested = random.chance(0.3)
        var tags = RandomTags(naming: digests + Self.missing)
        for (position, digest) in digests.enumerated() {
            var image = Image(digest: digest, pushedAt: Self.time(before: now, &random), mediaType: .imageManifest)
            Self.age(&image, at: now, &random)
            image.tags = tags.next(&random)
            // An index holds what was made after it, so that indexes never hold each other; subjects are anywhere.
            if random.chance(isNested ? 0.75 : 0.35) {
                hold(Array(digests[position...]), in: &image, random: &random)
            } else if random.chance(0.05) {
                image.mediaType = Self.odd.randomElement(using: &random) ?? nil
                // It was read, mostly, and turned out to hold nothing.
                if image.status == .active, !random.chance(0.1) { manifests.byIndex[digest] = [] }
            }
            if random.chance(0.15) {
                image.subject = (random.chance(0.7) ? digests : Self.missing).randomElement(using: &random)
            }
            image.hasUnknownSubject = image.subject == nil && random.chance(0.02)
            images.append(image)
        }
        images.shuffle(using: &random)
    }

    /// Makes an image an index.
    private mutating func hold(_ candidates: [ImageDigest], in image: inout Image, random: inout SplitMix64) {
        image.mediaType = random.chance(0.7) ? .imageIndex : .dockerManifestList
        if random.chance(0.1) {
            image.mediaType = (Self.odd[..<2] + Self.odd[3...]).randomElement(using: &random) ?? nil
        }
        // Archived manifests are not given; others can go between listing and reading.
        if random.chance(image.status == .archived ? 0.6 : 0.03) { return }
        let near = Array(candidates.prefix(4)) + Array(candidates.shuffled(using: &random).prefix(2)) + Self.missing
        manifests.byIndex[image.digest] = (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
            near.randomElement(using: &random)
        }
    }

    /// Gives an image a state and the times that go with it.
    private static func age(_ image: inout Image, at now: Date, _ random: inout SplitMix64) {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<76: image.status = .active
        case ..<92: image.status = .archived
        case ..<97: image.status = .activating
        default: image.status = ImageStatus("QUARANTINED")
        }
        if random.chance(0.05) { image.pushedAt = nil }
        if random.chance(0.5) { image.lastPulledAt = time(before: now, &random) }
        if random.chance(0.15) { image.lastActivatedAt = time(before: now, &random) }
        if random.chance(image.status == .archived ? 0.9 : 0.1) { image.lastArchivedAt = time(before: now, &random) }
    }

    /// Mostly a whole number of days ago or an hour, to the second.
    private static func time(before now: Date, _ random: inout SplitMix64) -> Date {
        let hours = random.chance(0.05) ? [0, 1] : [2, 24, 24, 48, 48, 72, 72, 96, 144]
        let hour = hours.randomElement(using: &random) ?? 0
        return now - Double(hour) * 3600 + (random.chance(0.2) ? [-1, 1].randomElement(using: &random) ?? 0 : 0)
    }
}
