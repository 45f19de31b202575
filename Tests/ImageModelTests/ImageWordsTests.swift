import Foundation
import ImageModel
import Testing

@Suite("The words that images are described in")
struct ImageWordsTests {
    @Test(
        "Of the media types, those of lists of manifests are indexes",
        arguments: [
            ("application/vnd.oci.image.index.v1+json", true),
            ("application/vnd.docker.distribution.manifest.list.v2+json", true),
            ("application/vnd.oci.image.manifest.v1+json", false),
            ("application/vnd.docker.distribution.manifest.v2+json", false),
            ("application/vnd.docker.distribution.manifest.v1+prettyjws", false),
            ("application/vnd.oci.image.index.v1", false), ("", false),
            ("application/vnd.oci.image.index.v1+json; charset=utf-8", true),
            ("Application/VND.OCI.Image.Index.v1+JSON", true),
            (" application/vnd.docker.distribution.manifest.list.v2+json\t;q=1", true),
        ])
    func indexes(text: String, isIndex: Bool) {
        #expect(MediaType(text).isIndex == isIndex)
        #expect(MediaType(text).description == text)
    }

    @Test(
        "A media type that is not known says nothing of whether its manifests hold others",
        arguments: [
            ("application/vnd.oci.image.manifest.v1+json", MediaType.ManifestKind.image),
            ("application/vnd.oci.image.manifest.v1+json;charset=utf-8", .image),
            ("application/vnd.docker.distribution.manifest.v2+JSON", .image),
            ("application/vnd.docker.distribution.manifest.v1+json", .image),
            ("application/vnd.docker.distribution.manifest.v1+prettyjws", .image),
            ("application/vnd.oci.artifact.manifest.v1+json", .image),
            ("application/vnd.oci.image.index.v1+json", .index),
            ("application/vnd.oci.image.index.v2+json", .unknown), ("application/json", .unknown), ("", .unknown),
            ("; application/vnd.oci.image.manifest.v1+json", .unknown),
        ])
    func kinds(text: String, kind: MediaType.ManifestKind) {
        #expect(MediaType(text).manifestKind == kind)
    }

    @Test("A status that is not known yet passes through, and is none of those that are")
    func openStatus() {
        let status = ImageStatus("FROZEN")
        #expect(status.description == "FROZEN")
        for known in [ImageStatus.active, .archived, .activating] { #expect(status != known) }
        #expect(ImageStatus("active") != .active)
    }

    @Test("Tags and names keep their text and their case, and order by it")
    func order() {
        #expect(ImageTag("V1") != "v1")
        #expect((["b", "a", "B"] as [ImageTag]).sorted() == ["B", "a", "b"])
        #expect((["b/a", "a"] as [RepositoryName]).sorted() == ["a", "b/a"])
        #expect(RepositoryName("team-a/app").description == "team-a/app")
    }

    @Test("Tags and names are strings in JSON")
    func coding() throws {
        let json = Data(#"["1.0_x-y"]"#.utf8)
        #expect(try JSONDecoder().decode([ImageTag].self, from: json) == ["1.0_x-y"])
        #expect(try JSONDecoder().decode([RepositoryName].self, from: json) == ["1.0_x-y"])
        #expect(try JSONEncoder().encode(["1.0_x-y"] as [ImageTag]) == json)
        #expect(try JSONEncoder().encode(["1.0_x-y"] as [RepositoryName]) == json)
    }
}
