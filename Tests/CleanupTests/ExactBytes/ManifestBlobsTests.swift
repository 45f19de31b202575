import AWSClient
import ECRClient
import Foundation
import ImageModel
import Testing

@testable import Cleanup

@Suite("The layers that a manifest names")
struct ManifestBlobsTests {
    private static let (a, b, c) = (
        "sha256:" + String(repeating: "a", count: 64), "sha256:" + String(repeating: "b", count: 64),
        "sha256:" + String(repeating: "c", count: 64)
    )

    private func sizes(_ text: String) throws -> [Int64] {
        let digest = try #require(ImageDigest("sha256:" + (try ContentHash.sha256(of: text))))
        return try Manifest(digest: digest, text: text, mediaType: nil).blobs().map(\.sizeInBytes)
    }

    private static func descriptor(_ digest: String, _ size: String, _ more: String = "") -> String {
        #"{"digest":"\#(digest)","size":\#(size)\#(more)}"#
    }

    @Test(
        "are its configuration and its layers, in OCI's and Docker's forms",
        arguments: [
            #"{"config":\#(descriptor(a, "3")),"layers":[\#(descriptor(b, "5")),\#(descriptor(c, "7"))]}"#,
            #"{"layers":[\#(descriptor(b, "5")),\#(descriptor(c, "7e0"))],"schemaVersion":2,"config":\#(descriptor(a, "3"))}"#,
            #"{"config":\#(descriptor(a, "3")),"layers":[\#(descriptor(b, "5")),\#(descriptor(c, "7", #","urls":[]"#))]}"#,
            #"{"config":\#(descriptor(a, "3")),"blobs":[\#(descriptor(b, "5")),\#(descriptor(c, "7"))],"x":[{}]}"#,
        ])
    func image(text: String) throws {
        #expect(try sizes(text) == [3, 5, 7])
    }

    @Test("are none of an index, and of an image without layers only the configuration")
    func none() throws {
        #expect(try sizes(#"{"manifests":[\#(Self.descriptor(Self.a, "3"))]}"#) == [])
        #expect(try sizes(#"{"config":\#(Self.descriptor(Self.a, "3")),"layers":null}"#) == [3])
        #expect(try sizes(#"{"layers":[]}"#) == [])
    }

    @Test(
        "leave out what the registry does not store",
        arguments: [
            #","mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip""#,
            #","mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar+zstd""#,
            #","urls":["https://example.com/layer"]"#,
        ])
    func foreign(more: String) throws {
        let layers = "\(Self.descriptor(Self.b, "5", more)),\(Self.descriptor(Self.c, "7"))"
        #expect(try sizes(#"{"config":\#(Self.descriptor(Self.a, "3")),"layers":[\#(layers)]}"#) == [3, 7])
    }

    @Test(
        "are unknown if the manifest names no sizes, or makes no sense",
        arguments: [
            #"{"schemaVersion":1,"fsLayers":[{"blobSum":"\#(a)"}],"history":[]}"#, "{}", "[]", "", "{",
            #"{"layers":[{"digest":"\#(a)"}]}"#, #"{"layers":[{"size":1}]}"#,
            #"{"layers":[\#(descriptor(a, "-1"))]}"#, #"{"layers":[\#(descriptor(a, "1.5"))]}"#,
            #"{"layers":[\#(descriptor("sha512:\(String(repeating: "a", count: 128))", "1"))]}"#,
            #"{"layers":[],"layers":[]}"#, #"{"config":{},"layers":[]}"#, #"{"layers":{}}"#,
            #"{"layers":[\#(descriptor(a, "1", #","size":2"#))]}"#,
        ])
    func unreadable(text: String) {
        #expect(throws: UnreadableBlobs.self) { try sizes(text) }
    }

    @Test("are unknown if the registry gave another manifest than the one asked for")
    func otherDigest() throws {
        let digest = try #require(ImageDigest(Self.a))
        #expect(throws: UnreadableBlobs.self) {
            try Manifest(digest: digest, text: #"{"layers":[]}"#, mediaType: nil).blobs()
        }
    }
}
