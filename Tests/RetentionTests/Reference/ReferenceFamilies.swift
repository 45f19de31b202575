import Foundation
import ImageModel

@testable import Retention

/// How the images of a repository belong together, by looking at each of them again and again.
struct ReferenceFamilies {
    let images: [Image]
    let manifests: IndexManifests
    private let byDigest: [ImageDigest: Image]
    private let heldByDigest: [ImageDigest: [Image]]
    private let holdersByDigest: [ImageDigest: [Image]]
    private let subjectDigestsByDigest: [ImageDigest: Set<ImageDigest>]

    init(images: [Image], manifests: IndexManifests) {
        self.images = images
        self.manifests = manifests
        let byDigest = Dictionary(uniqueKeysWithValues: images.map { ($0.digest, $0) })
        self.byDigest = byDigest
        var held: [ImageDigest: [Image]] = [:]
        var holders: [ImageDigest: [Image]] = [:]
        for index in images {
            let digests = Set(manifests.byIndex[index.digest] ?? []).subtracting([index.digest])
            held[index.digest] = digests.compactMap { byDigest[$0] }
            for digest in digests { holders[digest, default: []].append(index) }
        }
        heldByDigest = held
        holdersByDigest = holders
        subjectDigestsByDigest = Dictionary(uniqueKeysWithValues: images.map { ($0.digest, Self.subjects(of: $0)) })
    }

    /// What an index holds, as far as it is there.
    func held(by index: Image) -> [Image] { heldByDigest[index.digest] ?? [] }

    /// The indexes that hold an image.
    func holders(of image: Image) -> [Image] { holdersByDigest[image.digest] ?? [] }

    /// The digests that an image refers to.
    func subjectDigests(of image: Image) -> Set<ImageDigest> { subjectDigestsByDigest[image.digest] ?? [] }

    /// What an image refers to by its manifest, and by its tags if all of them are of cosign's form.
    private static func subjects(of image: Image) -> Set<ImageDigest> {
        let named = image.tags.map { cosignSubject(of: $0.description) }
        return Set([image.subject].compactMap(\.self)).union(named.contains(nil) ? [] : named.compactMap(\.self))
    }

    func subjects(of image: Image) -> [Image] { subjectDigests(of: image).compactMap { byDigest[$0] } }

    func referrers(of subject: Image) -> [Image] { images.filter { subjectDigests(of: $0).contains(subject.digest) } }

    func isReferrer(_ image: Image) -> Bool { !subjects(of: image).isEmpty }

    func isOrphan(_ image: Image) -> Bool { !isReferrer(image) && !subjectDigests(of: image).isEmpty }

    func isChild(_ image: Image) -> Bool { !holders(of: image).isEmpty }

    func isUntaggedChild(_ image: Image) -> Bool { isChild(image) && image.tags.isEmpty }

    /// Whether an image may be an index, and its manifest was not given.
    func isUnread(_ image: Image) -> Bool {
        let type = image.mediaType?.description.lowercased().split(separator: ";").first.map(String.init)
        return !Self.imageTypes.contains(type) && manifests.byIndex[image.digest] == nil
    }

    /// The types of manifests that hold no others.
    private static let imageTypes: Set<String?> = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]

    /// Whether an index that was not given may hold the image: one that holds it was not pushed before it.
    func isPossiblyHeld(_ image: Image) -> Bool {
        images.contains { index in
            isUnread(index) && mayHold(index, image) && (image.tags.isEmpty || index.status == .activating)
        }
    }

    /// Whether an index may hold an image by their push times.
    func mayHold(_ index: Image, _ image: Image) -> Bool {
        guard index.digest != image.digest else { return false }
        guard let pushed = image.pushedAt, let indexPushed = index.pushedAt else { return true }
        return pushed <= indexPushed
    }

    /// Whether an image is taken for a manifest of an index that was not given: all are but tagged indexes.
    func isLikelyManifest(_ image: Image) -> Bool {
        image.tags.isEmpty || isUnread(image) || manifests.byIndex[image.digest] == nil
    }

    /// The indexes that were not given and may hold one of some images.
    func possibleIndexes(of images: [Image]) -> [Image] {
        let likely = images.filter(isLikelyManifest)
        return self.images.filter { index in isUnread(index) && likely.contains { mayHold(index, $0) } }
    }

    /// The images that an index may hold whose manifest was not given; none for any other image.
    func possibleManifests(of index: Image) -> [Image] {
        guard isUnread(index) else { return [] }
        return images.filter { mayHold(index, $0) && isLikelyManifest($0) }
    }

    /// Whether an image belongs to itself by way of others.
    func isCircular(_ image: Image) -> Bool { ancestors(of: image).contains(image) }

    /// What an image goes and stays with.
    func parents(of image: Image) -> [Image] { holders(of: image) + subjects(of: image) }

    /// The parents, theirs, and so on; the image itself only if it belongs to itself by way of these.
    func ancestors(of image: Image) -> [Image] { reached(from: [image], by: parents) }

    /// Everything that a step leads to from some images, however many times it is taken.
    func reached(from start: [Image], by step: (Image) -> [Image]) -> [Image] {
        var reached: [ImageDigest: Image] = [:]
        var last = start
        while !last.isEmpty {
            last = last.flatMap(step).filter { reached.updateValue($0, forKey: $0.digest) == nil }
        }
        return Array(reached.values)
    }
}
