import ECRSimulator
import ImageModel
import Testing

@Suite("BatchDeleteImage")
struct BatchDeleteImageTests {
    /// An index of two manifests, an index of that index, and an image with two tags.
    private let registry: SimulatedRegistry

    init() throws {
        registry = try SimulatedRegistry(
            .app([
                ImageEntry("amd64", pushed: .daysAgo(20)), ImageEntry("arm64", tags: ["arm"], pushed: .daysAgo(20)),
                ImageEntry("index", tags: ["v1"], pushed: .daysAgo(20), manifests: ["amd64", "arm64"]),
                ImageEntry("outer", pushed: .daysAgo(19), manifests: ["index"]),
                ImageEntry("plain", tags: ["x", "y"], pushed: .daysAgo(18)),
            ]))
    }

    private func delete(_ ids: [[String: String]]) throws -> Reply {
        try registry.call("BatchDeleteImage", ["repositoryName": "app", "imageIds": ids])
    }

    private func byDigest(_ names: String...) throws -> [[String: String]] {
        try names.map { ["imageDigest": "\(try registry.digest($0))"] }
    }

    private func codes(_ reply: Reply) -> [String] { reply.strings("failures", "failureCode") }

    private var left: Set<ImageDigest> { Set(registry.images(in: "app").map(\.digest)) }

    @Test("by digest deletes the image with all its tags, and answers with a row for each tag")
    func byDigestWithTags() throws {
        let reply = try delete(try byDigest("plain"))
        #expect(reply.strings("imageIds", "imageTag") == ["x", "y"])
        #expect(Set(reply.strings("imageIds", "imageDigest")) == ["\(try registry.digest("plain"))"])
        #expect(!left.contains(try registry.digest("plain")))
        #expect(try delete([["imageTag": "x"]]).strings("failures", "failureCode") == ["ImageNotFound"])
    }

    @Test("by tag untags, and with the last tag deletes the image")
    func byTag() throws {
        #expect(try delete([["imageTag": "x"]]).strings("imageIds", "imageTag") == ["x"])
        #expect(registry.images(in: "app").last?.tags == ["y"])
        #expect(try delete([["imageTag": "y"]]).strings("imageIds", "imageTag") == ["y"])
        #expect(!left.contains(try registry.digest("plain")))
    }

    @Test("refuses a manifest that an index holds, by digest and by its last tag")
    func referenced() throws {
        let reply = try delete(try byDigest("amd64") + [["imageTag": "arm"]])
        #expect(codes(reply) == ["ImageReferencedByManifestList", "ImageReferencedByManifestList"])
        #expect(
            reply.strings("failures", "failureReason").first
                == "Requested image referenced by manifest list: [\(try registry.digest("index"))]")
        #expect(left.count == 5)
    }

    @Test("judges by the state before the call: of an index and its manifests, in any order, only the index goes")
    func stateBefore() throws {
        let all = try delete(try byDigest("outer", "amd64", "index", "arm64"))
        #expect(
            codes(all) == Array(repeating: "ImageReferencedByManifestList", count: 3),
            "the inner index is held by the outer one, and holds the manifests")
        #expect(!left.contains(try registry.digest("outer")))
        #expect(codes(try delete(try byDigest("index", "amd64"))) == ["ImageReferencedByManifestList"])
        #expect(codes(try delete(try byDigest("amd64", "arm64"))).isEmpty)
        #expect(left == [try registry.digest("plain")])
    }

    @Test("keeps a manifest until the last index that holds it is gone")
    func twoHolders() throws {
        let second = try registry.push(ImageEntry("second", pushed: .daysAgo(0), manifests: ["amd64"]), to: "app")
        #expect(codes(try delete(try byDigest("outer"))).isEmpty)
        #expect(codes(try delete(try byDigest("index"))).isEmpty)
        #expect(codes(try delete(try byDigest("amd64"))) == ["ImageReferencedByManifestList"])
        #expect(codes(try delete([["imageDigest": "\(second)"]])).isEmpty)
        #expect(codes(try delete(try byDigest("amd64"))).isEmpty)
    }

    @Test(
        "answers failures inside a 200, by ECR's codes",
        arguments: [
            ([:], "MissingDigestAndTag"),
            (["imageDigest": "sha256:12"], "InvalidImageDigest"),
            (["imageTag": "no spaces"], "InvalidImageTag"),
            (["imageTag": "gone"], "ImageNotFound"),
            (
                ["imageDigest": "sha256:0000000000000000000000000000000000000000000000000000000000000000"],
                "ImageNotFound"
            ),
        ])
    func failures(id: [String: String], code: String) throws {
        let reply = try delete([id, ["imageTag": "x"]])
        #expect(reply.status == 200)
        #expect(codes(reply) == [code])
        #expect(reply.strings("imageIds", "imageTag") == ["x"])
    }

    @Test("takes a digest and a tag together only where they belong together")
    func digestAndTag() throws {
        let plain = "\(try registry.digest("plain"))"
        #expect(codes(try delete([["imageDigest": plain, "imageTag": "v1"]])) == ["ImageTagDoesNotMatchDigest"])
        #expect(try delete([["imageDigest": plain, "imageTag": "x"]]).strings("imageIds", "imageTag") == ["x"])
        #expect(left.contains(try registry.digest("plain")))
    }

    @Test("takes from 1 to 100 items", arguments: [0, 101])
    func itemLimit(count: Int) throws {
        let reply = try delete(Array(repeating: ["imageTag": "x"], count: count))
        #expect(reply.code == "InvalidParameterException")
        #expect(left.count == 5)
    }
}
