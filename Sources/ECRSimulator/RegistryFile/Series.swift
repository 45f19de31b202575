import ImageModel

/// A series of similar images for benchmarks.
///
/// The seed determines all of them.
public struct ImageSeries: Sendable, Hashable {
    /// The number of images.
    public var count: Int
    /// The seed for ages, sizes, tags and digests.
    public var seed: UInt64
    /// The share of untagged images, from 0 to 1.
    public var untaggedShare: Double
    /// The share of images that were ever pulled, from 0 to 1.
    public var pulledShare: Double
    /// The range of ages in days, evenly distributed.
    public var pushedDaysAgo: ClosedRange<Double>
    /// The range of sizes, evenly distributed.
    public var sizeInBytes: ClosedRange<Int64>

    /// The number of layers that each image has in common with others, besides one of its own.
    ///
    /// A hundred images in a row have the same ones.
    public var sharedLayers: Int

    /// Creates a series.
    public init(
        count: Int, seed: UInt64 = 0, untaggedShare: Double = 0.5, pulledShare: Double = 0.5,
        pushedDaysAgo: ClosedRange<Double> = 0...365, sizeInBytes: ClosedRange<Int64> = 5_000_000...500_000_000,
        sharedLayers: Int = 0
    ) {
        self.count = count
        self.seed = seed
        self.untaggedShare = untaggedShare
        self.pulledShare = pulledShare
        self.pushedDaysAgo = pushedDaysAgo
        self.sizeInBytes = sizeInBytes
        self.sharedLayers = sharedLayers
    }

    /// The images, the earliest push first.
    func entries(seedOffset: UInt64) -> [ImageEntry] {
        var random = SeededRandom(seed: seed)
        random.mix(seedOffset)
        var ages = (0..<count).map { _ in Double.random(in: pushedDaysAgo, using: &random) }
        ages.sort(by: >)
        var layers: [LayerEntry] = []
        return ages.enumerated().map { number, age in
            // One list for a hundred images takes the memory of one.
            if number.isMultiple(of: Self.imagesOfSharedLayers) {
                layers = sharedLayers(of: number / Self.imagesOfSharedLayers, seedOffset: seedOffset)
            }
            let isTagged = Double.random(in: 0..<1, using: &random) >= untaggedShare
            let isPulled = Double.random(in: 0..<1, using: &random) < pulledShare
            let pullAge = Double.random(in: 0...1, using: &random) * age
            return ImageEntry(
                "generated-\(seed)-\(number)", tags: isTagged ? [ImageTag("build-\(number)")] : [],
                pushed: .daysAgo(age),
                pulled: isPulled ? .daysAgo(pullAge) : nil,
                sizeInBytes: Int64.random(in: sizeInBytes, using: &random), layers: layers)
        }
    }

    private static let imagesOfSharedLayers = 100

    /// The layers of a hundred images, which together are smaller than the smallest of them.
    private func sharedLayers(of group: Int, seedOffset: UInt64) -> [LayerEntry] {
        (0..<sharedLayers).map {
            LayerEntry(
                "shared-\(seed)-\(seedOffset)-\(group)-\($0)",
                sizeInBytes: sizeInBytes.lowerBound / Int64(sharedLayers + 1))
        }
    }
}

/// A series of similar repositories, for benchmarks.
public struct RepositorySeries: Sendable, Hashable {
    /// The number of repositories.
    public var repositories: Int
    /// The beginning of each name; a number follows.
    public var namePrefix: String
    /// The images of each repository, which vary between repositories.
    public var images: ImageSeries

    /// Creates a series.
    public init(repositories: Int, namePrefix: String = "bench/repository-", images: ImageSeries) {
        self.repositories = repositories
        self.namePrefix = namePrefix
        self.images = images
    }
}

extension ImageSeries: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case count, seed, untaggedShare, pulledShare, pushedDaysAgo, sizeInBytes, sharedLayers
    }

    /// Decodes the JSON form; an unknown key is an error.
    ///
    /// Ranges are lists of two elements.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            count: try container.requiredNumber(.count, in: 0...1_000_000),
            seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0,
            untaggedShare: try container.number(.untaggedShare, in: 0...1) ?? 0.5,
            pulledShare: try container.number(.pulledShare, in: 0...1) ?? 0.5,
            pushedDaysAgo: try container.range(.pushedDaysAgo) ?? 0...365,
            sizeInBytes: try container.range(.sizeInBytes) ?? 5_000_000...500_000_000,
            sharedLayers: try container.number(.sharedLayers, in: 0...120) ?? 0)
    }
}

extension RepositorySeries: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case repositories, namePrefix, images }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            repositories: try container.requiredNumber(.repositories, in: 0...10_000),
            namePrefix: try container.decodeIfPresent(String.self, forKey: .namePrefix) ?? "bench/repository-",
            images: try container.decode(ImageSeries.self, forKey: .images))
    }
}

extension KeyedDecodingContainer {
    /// Decodes a range from a list of two bounds.
    fileprivate func range<Bound: Decodable & Numeric & Comparable>(_ key: Key) throws -> ClosedRange<Bound>? {
        guard let bounds = try decodeIfPresent([Bound].self, forKey: key) else { return nil }
        guard bounds.count == 2, 0 <= bounds[0], bounds[0] <= bounds[1] else {
            throw error(key, "is not a list of two numbers from 0 up, the lower first")
        }
        return bounds[0]...bounds[1]
    }
}
