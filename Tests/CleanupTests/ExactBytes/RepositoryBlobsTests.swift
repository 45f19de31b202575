import AWSClient
import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Layers, each counted once")
struct RepositoryBlobsTests {
    private static func digest(_ name: String) throws -> ImageDigest {
        try #require(ImageDigest("sha256:" + (try ContentHash.sha256(of: name))))
    }

    private static func blob(_ name: String, _ size: Int64) throws -> Blob {
        Blob(key: Blob.Key(try digest(name)), sizeInBytes: size)
    }

    private static func image(_ name: String, _ size: Int64) throws -> Image {
        Image(digest: try digest(name), pushedAt: nil, sizeInBytes: size, mediaType: .imageManifest)
    }

    /// A random repository: which blobs each image has, which images go, and which can't be read.
    private struct World {
        /// The blobs of each image, by number; a manifest may name one twice.
        var blobs: [[Int]] = []
        var sizes: [Int64]
        var goes: [Bool] = []
        var isRead: [Bool] = []

        init(random: inout SplitMix64) {
            sizes = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int64.random(in: 0...50, using: &random) }
            let unreadShare = random.chance(0.4) ? 0 : Double.random(in: 0...1, using: &random)
            for _ in 0..<Int.random(in: 0...9, using: &random) {
                blobs.append(
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: sizes.indices, using: &random)
                    })
                goes.append(random.chance(0.5))
                isRead.append(!random.chance(unreadShare))
            }
        }

        /// The size of an image, which counts a layer as often as the manifest names it.
        func size(of image: Int) -> Int64 { blobs[image].reduce(0) { $0 + sizes[$1] } }

        /// The bytes of some images, by sets.
        func bytes(_ images: (Int) -> Bool) -> Int64 {
            Set(blobs.indices.filter(images).flatMap { blobs[$0] }).reduce(0) { $0 + sizes[$1] }
        }

        func totalSize(of images: (Int) -> Bool) -> Int64 {
            blobs.indices.filter(images).reduce(0) { $0 + size(of: $1) }
        }
    }

    private func table(of world: World, in order: [Int]) throws -> RepositoryBlobs {
        var table = RepositoryBlobs(imageCount: world.blobs.count)
        for image in order where world.isRead[image] {
            let isAdded = table.add(try world.blobs[image].map { try Self.blob("\($0)", world.sizes[$0]) }, at: image)
            #expect(isAdded)
        }
        return table
    }

    @Test("are what sets of them say, in any order, and the truth lies in each range", arguments: 0..<40)
    func sets(block: UInt64) throws {
        for seed in block * 100..<block * 100 + 100 {
            var random = SplitMix64(seed: seed)
            let world = World(random: &random)
            let images = try world.blobs.indices.map { try Self.image("image \($0)", world.size(of: $0)) }
            let order = Array(world.blobs.indices).shuffled(using: &random)
            let bytes = try table(of: world, in: order).bytes(of: images) { world.goes[$0] }

            let (all, stay) = (world.bytes { _ in true }, world.bytes { !world.goes[$0] })
            #expect(bytes.stored.atLeast <= all && all <= bytes.stored.atMost, "seed \(seed)")
            #expect(bytes.freed.atLeast <= all - stay && all - stay <= bytes.freed.atMost, "seed \(seed)")
            #expect(bytes.after.atLeast <= stay && stay <= bytes.after.atMost, "seed \(seed)")

            let read = world.bytes { world.isRead[$0] }
            let held = world.bytes { world.isRead[$0] && !world.goes[$0] }
            let unreadStaying = world.totalSize { !world.isRead[$0] && !world.goes[$0] }
            let unreadGoing = world.totalSize { !world.isRead[$0] && world.goes[$0] }
            #expect(bytes.stored == .init(atLeast: read, atMost: read + unreadStaying + unreadGoing), "seed \(seed)")
            #expect(
                bytes.freed
                    == .init(atLeast: max(0, read - held - unreadStaying), atMost: read - held + unreadGoing),
                "seed \(seed)")
            #expect(bytes.after == .init(atLeast: held, atMost: held + unreadStaying), "seed \(seed)")
            #expect(bytes.unreadImages == world.isRead.count { !$0 }, "seed \(seed)")
        }
    }

    @Test("of 20,000 images are all found again")
    func many() throws {
        var table = RepositoryBlobs(imageCount: 20_000)
        var images: [Image] = []
        for number in 0..<20_000 {
            images.append(try Self.image("image \(number)", 3))
            let blobs = [try Self.blob("own \(number)", 2), try Self.blob("shared \(number / 100)", 1)]
            let isAdded = table.add(blobs, at: number)
            #expect(isAdded)
        }
        // Every other hundred goes as a whole, and of the others all but one.
        let bytes = table.bytes(of: images) { ($0 / 100).isMultiple(of: 2) || $0 % 100 > 0 }
        #expect(bytes.stored == .init(atLeast: 40_200, atMost: 40_200))
        #expect(bytes.after == .init(atLeast: 300, atMost: 300))
        #expect(bytes.freed == .init(atLeast: 39_900, atMost: 39_900))
    }

    @Test("beyond the limits leave their images unread, and no part of them counts", arguments: [true, false])
    func limits(areBlobsLimited: Bool) throws {
        let limits = RepositoryBlobs.Limits(
            blobs: areBlobsLimited ? 3 : 100, references: areBlobsLimited ? 100 : 5)
        var table = RepositoryBlobs(imageCount: 2, limits: limits)
        let images = [try Self.image("one", 30), try Self.image("two", 30)]
        let areAdded = [
            table.add([try Self.blob("a", 10), try Self.blob("b", 20)], at: 0),
            table.add([try Self.blob("c", 15), try Self.blob("d", 15)], at: 1),
        ]
        #expect(areAdded == [true, false] && !table.isRead(1))
        let bytes = table.bytes(of: images) { _ in false }
        #expect(bytes.stored == .init(atLeast: 30, atMost: 60))
        #expect(bytes.unreadImages == 1)
    }

    @Test("of an index are none, read or not")
    func index() throws {
        let images = [Image(digest: try Self.digest("i"), pushedAt: nil, sizeInBytes: 9, mediaType: .imageIndex)]
        var table = RepositoryBlobs(imageCount: 1)
        #expect(table.bytes(of: images) { _ in true }.stored == .init(atMost: 0))
        table.addEmpty(at: 0)
        let bytes = table.bytes(of: images) { _ in true }
        #expect(bytes.freed == .init(atMost: 0) && bytes.unreadImages == 0)
    }

    @Test("count with the larger of two sizes, and nonsensical sizes end nothing")
    func sizes() throws {
        var table = RepositoryBlobs(imageCount: 3)
        let images = try (0..<3).map { try Self.image("\($0)", .max) }
        let areAdded = [
            table.add([try Self.blob("a", 5), try Self.blob("b", .max)], at: 0),
            table.add([try Self.blob("a", 7)], at: 1),
        ]
        #expect(areAdded == [true, true])
        let bytes = table.bytes(of: images) { $0 == 0 }
        #expect(bytes.after == .init(atLeast: 7, atMost: .max))
        #expect(bytes.stored.atMost == .max && bytes.freed.atMost == .max && bytes.freed.atLeast == 0)
    }
}
