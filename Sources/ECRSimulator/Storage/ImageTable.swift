import ImageModel

/// The images of one repository, in the order of insertion.
///
/// Each image has a unique number, so that a page can continue after other images are removed. Lookups, insertions and
/// removals take time independent of the number of images.
struct ImageTable: Sendable {
    private struct Slot {
        let number: Int
        var image: SharedImage?
    }

    private let renderer: ImageDetailRenderer
    private var slots: [Slot] = []
    private var nextNumber = 0
    private var numbers: [ImageDigest: Int] = [:]
    private var tagged: [ImageTag: ImageDigest] = [:]
    private var indexesByManifest: [ImageDigest: Set<ImageDigest>] = [:]

    init(renderer: ImageDetailRenderer) { self.renderer = renderer }

    /// The number of images.
    var count: Int { numbers.count }

    /// The image with a digest.
    subscript(digest: ImageDigest) -> StoredImage? {
        numbers[digest].flatMap { slots[position(of: $0)].image?.value }
    }

    /// The digest that a tag points to.
    func digest(of tag: ImageTag) -> ImageDigest? { tagged[tag] }

    /// The indexes that contain a manifest.
    func indexes(holding digest: ImageDigest) -> Set<ImageDigest> { indexesByManifest[digest] ?? [] }

    /// The images from a number on, in order, with their numbers.
    func images(from number: Int = 0) -> some Sequence<(number: Int, image: SharedImage)> {
        slots[position(of: number)...].lazy.compactMap { slot in slot.image.map { (slot.number, $0) } }
    }

    /// Adds an image with its tags, which move away from other images.
    ///
    /// An existing image with the digest is replaced.
    mutating func insert(_ image: StoredImage) {
        let digest = image.facts.digest
        remove(digest)
        for tag in image.facts.tags {
            removeTag(tag)
            tagged[tag] = digest
        }
        for child in image.children { indexesByManifest[child, default: []].insert(digest) }
        var image = image
        image.facts.tags.sort()
        image.rendered = renderer.render(image)
        numbers[digest] = nextNumber
        slots.append(Slot(number: nextNumber, image: SharedImage(image)))
        nextNumber += 1
    }

    /// Moves a tag to an image.
    mutating func point(_ tag: ImageTag, to digest: ImageDigest) {
        guard numbers[digest] != nil, tagged[tag] != digest else { return }
        removeTag(tag)
        tagged[tag] = digest
        update(digest) { image in
            let index = image.facts.tags.firstIndex { tag < $0 } ?? image.facts.tags.endIndex
            image.facts.tags.insert(tag, at: index)
        }
    }

    /// Removes a tag from its image, which stays.
    mutating func removeTag(_ tag: ImageTag) {
        guard let digest = tagged.removeValue(forKey: tag) else { return }
        update(digest) { $0.facts.tags.removeAll { $0 == tag } }
    }

    /// Changes attributes of an image, except its digest and tags.
    mutating func update(_ digest: ImageDigest, _ change: (inout StoredImage) -> Void) {
        guard let number = numbers[digest] else { return }
        let position = position(of: number)
        guard var image = slots[position].image?.value else { return }
        change(&image)
        image.rendered = renderer.render(image)
        slots[position].image = SharedImage(image)
    }

    /// Removes an image and all its tags.
    mutating func remove(_ digest: ImageDigest) {
        guard let number = numbers.removeValue(forKey: digest) else { return }
        let position = position(of: number)
        guard let image = slots[position].image?.value else { return }
        slots[position].image = nil
        for tag in image.facts.tags { tagged[tag] = nil }
        for child in image.children {
            indexesByManifest[child]?.remove(digest)
            if indexesByManifest[child]?.isEmpty == true { indexesByManifest[child] = nil }
        }
        // Empty slots are removed once they are the majority, at a constant cost for each removal.
        if slots.count > 1_024, slots.count > 2 * count { slots.removeAll { $0.image == nil } }
    }

    /// The position of the first slot with at least a given number.
    private func position(of number: Int) -> Int {
        var low = 0
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
