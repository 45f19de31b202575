import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("AdjacencyList between images, and where images are found")
struct LinksTests {
    @Test("each image leads to its own targets, in their order")
    func targets() {
        let links = AdjacencyList(among: 4, [(from: 2, to: 0), (from: 0, to: 3), (from: 2, to: 1), (from: 0, to: 0)])
        #expect((0..<4).map { Array(links[$0]) } == [[3, 0], [], [0, 1], []])
        #expect(!links.isEmpty)
    }

    @Test("without links no image leads anywhere")
    func none() {
        #expect(AdjacencyList(among: 3, []).isEmpty)
        #expect((0..<3).allSatisfy { AdjacencyList(among: 3, [])[$0].isEmpty })
        #expect(AdjacencyList()[7].isEmpty)
    }

    @Test("images are found by their digests, however many they are", arguments: [0, 1, 7, 600, 5000])
    func positions(count: Int) throws {
        let images = try (0..<count).map { Image(digest: try .test($0 * 7), pushedAt: nil) }
        let whole = ImagePositions(of: images)
        var growing = ImagePositions()
        var list: [Image] = []
        for image in images {
            #expect(growing.add(image.digest, to: list) == nil)
            list.append(image)
            #expect(growing.add(image.digest, to: list) == list.count - 1)
        }
        for (position, image) in images.enumerated() {
            #expect(whole.position(of: image.digest, in: images) == position)
            #expect(growing.position(of: image.digest, in: list) == position)
        }
        #expect(whole.position(of: try .test(1), in: images) == nil)
    }
}
