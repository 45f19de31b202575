import ECRSimulator
import ImageModel
import Testing

@Suite("UpdateImageStorageClass")
struct ArchiveTests {
    private let registry: SimulatedRegistry

    init() throws {
        registry = try SimulatedRegistry(
            .app([
                ImageEntry("active", tags: ["v1"], pushed: .daysAgo(100)),
                ImageEntry("archived", status: .archived, pushed: .daysAgo(200), archived: .daysAgo(90)),
                ImageEntry("activating", status: .activating, pushed: .daysAgo(300)),
            ]))
    }

    private func update(_ id: [String: String], to storageClass: String) throws -> Reply {
        try registry.call(
            "UpdateImageStorageClass",
            ["repositoryName": "app", "imageId": id, "targetStorageClass": storageClass])
    }

    private func image(_ name: String) throws -> Image {
        let digest = try registry.digest(name)
        return try #require(registry.images(in: "app").first { $0.digest == digest })
    }

    @Test("archives an active image, now")
    func archive() throws {
        let reply = try update(["imageTag": "v1"], to: "ARCHIVE")
        #expect(reply.json["imageStatus"] as? String == "ARCHIVED")
        #expect(try image("active").status == .archived)
        #expect(try image("active").lastArchivedAt == start)
    }

    @Test("restores an archived image in two steps: activating, then active and activated now")
    func restore() throws {
        let id = ["imageDigest": "\(try registry.digest("archived"))"]
        #expect(try update(id, to: "STANDARD").json["imageStatus"] as? String == "ACTIVATING")
        #expect(try image("archived").lastActivatedAt == nil)
        registry.completeRestores()
        #expect(try image("archived").status == .active)
        #expect(try image("archived").lastActivatedAt == start)
    }

    @Test(
        "refuses what changes nothing, and what is on its way",
        arguments: [
            ("active", "STANDARD"), ("archived", "ARCHIVE"), ("activating", "ARCHIVE"), ("activating", "STANDARD"),
        ])
    func unsupported(name: String, storageClass: String) throws {
        let before = registry.images(in: "app")
        let reply = try update(["imageDigest": "\(try registry.digest(name))"], to: storageClass)
        #expect(reply.code == "ImageStorageClassUpdateNotSupportedException")
        #expect(registry.images(in: "app") == before)
    }

    @Test("refuses unknown images and classes")
    func invalid() throws {
        #expect(try update(["imageTag": "gone"], to: "ARCHIVE").code == "ImageNotFoundException")
        #expect(try update([:], to: "ARCHIVE").code == "InvalidParameterException")
        #expect(try update(["imageTag": "v1"], to: "COLD").code == "InvalidParameterException")
    }
}
