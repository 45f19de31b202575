import Essentials
import ImageModel
import Retention

/// An inventory of a certain size: the same every time.
struct Registry {
    enum Shape: String, CaseIterable {
        /// Images that belong to nothing, most of them tagged.
        case images
        /// Indexes with two manifests and a signature each.
        case families
    }

    static let now = Date(timeIntervalSince1970: 1_790_000_000)

    let shape: Shape
    private(set) var images: [Image] = []
    private(set) var manifests = IndexManifests()
    private var state: UInt64 = 1

    init(_ count: Int, _ shape: Shape) {
        self.shape = shape
        images.reserveCapacity(count)
        while images.count < count {
            switch shape {
            case .images: add(tags: tags)
            case .families: addFamily()
            }
        }
    }

    private mutating func addFamily() {
        let first = add(tags: [])
        let second = add(tags: [])
        let index = add(tags: tags, mediaType: .imageIndex)
        manifests.byIndex[index] = [first, second]
        add(tags: [], subject: index)
    }

    @discardableResult
    private mutating func add(
        tags: [ImageTag], mediaType: MediaType = .imageManifest, subject: ImageDigest? = nil
    ) -> ImageDigest {
        let digest = digest(images.count)
        images.append(
            Image(
                digest: digest, tags: tags, pushedAt: Self.now.addingTimeInterval(-Double(random(31_536_000))),
                sizeInBytes: 1_000_000, mediaType: mediaType, subject: subject))
        return digest
    }

    /// One tag in nine of ten cases.
    private var tags: [ImageTag] {
        mutating get {
            let number = random(1_000_000)
            return switch random(10) {
            case 0: []
            case 1, 2: [ImageTag("release-\(number)")]
            case 3, 4, 5: [ImageTag("pr-\(number)-build")]
            case 6, 7: [ImageTag("v1.\(number % 100).\(number)")]
            case 8: [ImageTag("\(number)-nightly")]
            default: [ImageTag("commit-\(number)")]
            }
        }
    }

    private mutating func digest(_ number: Int) -> ImageDigest {
        var text = "sha256:"
        for _ in 0..<4 {
            let digits = String(UInt64(random(1 << 31)) << 32 | UInt64(truncatingIfNeeded: number), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        guard let digest = ImageDigest(text) else { preconditionFailure("\(text) is no digest") }
        return digest
    }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
