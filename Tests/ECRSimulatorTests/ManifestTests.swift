import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import Testing

@Suite("BatchGetImage and PutImage")
struct ManifestTests {
    private let registry: SimulatedRegistry

    init() throws {
        registry = try SimulatedRegistry(
            .app([
                ImageEntry("amd64", pushed: .daysAgo(20), sizeInBytes: 10),
                ImageEntry("arm64", pushed: .daysAgo(20), sizeInBytes: 20, platform: "linux/arm64"),
                ImageEntry("index", tags: ["v1"], pushed: .daysAgo(20), manifests: ["amd64", "arm64"]),
                ImageEntry("archived", status: .archived, pushed: .daysAgo(200)),
            ]))
    }

    private func manifest(_ id: [String: String], accepted: [String]? = nil) throws -> Reply {
        var request: [String: Any] = ["repositoryName": "app", "imageIds": [id]]
        request["acceptedMediaTypes"] = accepted
        return try registry.call("BatchGetImage", request)
    }

    private func put(_ manifest: String, _ more: [String: Any] = [:]) throws -> Reply {
        let request: [String: Any] = ["repositoryName": "app", "imageManifest": manifest]
        return try registry.call("PutImage", request.merging(more) { $1 })
    }

    @Test("gives an index's manifest, whose hash is its digest, with the manifests that it holds")
    func index() throws {
        let image = try #require(try manifest(["imageTag": "v1"]).rows("images").first)
        let text = try #require(image["imageManifest"] as? String)
        let digest = "sha256:" + (try ContentHash.sha256(of: text))
        #expect((image["imageId"] as? [String: String]) == ["imageDigest": digest, "imageTag": "v1"])
        #expect(digest == "\(try registry.digest("index"))")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let children = try #require(json["manifests"] as? [[String: Any]])
        #expect(
            children.map { $0["digest"] as? String } == (try ["amd64", "arm64"].map { "\(try registry.digest($0))" }))
        #expect(children.map { ($0["platform"] as? [String: String])?["architecture"] } == ["amd64", "arm64"])
    }

    @Test("an index is as large as its largest manifest")
    func indexSize() throws {
        #expect(registry.images(in: "app")[2].sizeInBytes == 20)
    }

    @Test("names the layers of the registry file, and one of the image's own for the rest of its size")
    func layers() throws {
        let base = LayerEntry("base", sizeInBytes: 7)
        let foreign = LayerEntry(
            "windows", sizeInBytes: 900, mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
        let registry = try SimulatedRegistry(
            .app([
                ImageEntry("one", tags: ["one"], pushed: .daysAgo(1), sizeInBytes: 10, layers: [base, foreign]),
                ImageEntry("two", tags: ["two"], pushed: .daysAgo(1), layers: [base]),
            ]))
        func layers(_ tag: String) throws -> [[String: Any]] {
            let reply = try registry.call("BatchGetImage", ["repositoryName": "app", "imageIds": [["imageTag": tag]]])
            let text = try #require(reply.rows("images").first?["imageManifest"] as? String)
            let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            return try #require(json["layers"] as? [[String: Any]])
        }
        #expect(try layers("one").map { $0["size"] as? Int } == [7, 900, 3])
        #expect(try layers("two").map { $0["size"] as? Int } == [7])
        #expect(try layers("one")[0]["digest"] as? String == layers("two")[0]["digest"] as? String)
        #expect(registry.images(in: "app").map(\.sizeInBytes) == [10, 7])
    }

    @Test("moves the pull time of what is pulled, and of nothing else")
    func pullTime() throws {
        _ = try manifest(["imageTag": "v1"])
        #expect(registry.images(in: "app").map(\.lastPulledAt) == [nil, nil, start, nil])
        let reply = try registry.call("DescribeImages", ["repositoryName": "app", "imageIds": [["imageTag": "v1"]]])
        #expect(reply.rows("imageDetails").first?["lastRecordedPullTime"] as? Double == start.timeIntervalSince1970)
    }

    @Test("leaves the pull time where the caller is excluded from that")
    func excludedCaller() throws {
        let role = "arn:aws:iam::123456789012:role/cleanup"
        var file = RegistryFile.app(count: 1)
        file.pullTimeUpdateExclusions = [role]
        file.callerARN = role
        let registry = try SimulatedRegistry(file)
        let image = try #require(registry.images(in: "app").first)
        _ = try registry.call(
            "BatchGetImage", ["repositoryName": "app", "imageIds": [["imageDigest": "\(image.digest)"]]])
        #expect(registry.images(in: "app") == [image])
    }

    @Test("answers failures inside a 200: missing images, archived ones, types that are not accepted")
    func failures() throws {
        let archived = "\(try registry.digest("archived"))"
        #expect(try manifest(["imageTag": "gone"]).strings("failures", "failureCode") == ["ImageNotFound"])
        #expect(try manifest(["imageDigest": archived]).strings("failures", "failureCode") == ["ImageInaccessible"])
        let other = try manifest(["imageTag": "v1"], accepted: [MediaType.imageManifest.description])
        #expect(other.strings("failures", "failureCode") == ["ImageNotFound"])
        #expect(
            try manifest(["imageTag": "v1"], accepted: [MediaType.imageIndex.description]).rows("images").count == 1)
    }

    @Test("stores a pushed manifest, and moves a tag to it")
    func push() throws {
        let subject = try registry.digest("amd64")
        let text = """
            {"schemaVersion":2,"mediaType":"\(MediaType.imageManifest)","layers":[{"size":40},{"size":2}],
            "subject":{"digest":"\(subject)"}}
            """
        #expect(try put(text, ["imageTag": "v1"]).status == 200)
        let image = try #require(registry.images(in: "app").last)
        #expect(image.tags == ["v1"])
        #expect(image.sizeInBytes == 42)
        #expect(image.subject == subject)
        #expect(image.pushedAt == start)
        #expect(registry.images(in: "app")[2].tags.isEmpty)
    }

    @Test("refuses a push by AWS's names")
    func refusedPushes() throws {
        let text = #"{"schemaVersion":2,"layers":[]}"#
        #expect(try put("not JSON").code == "InvalidParameterException")
        #expect(try put(text, ["imageTag": "no spaces"]).code == "InvalidParameterException")
        #expect(try put(text, ["imageDigest": "sha256:00"]).code == "ImageDigestDoesNotMatchException")
        let missing = "sha256:" + String(repeating: "0", count: 64)
        #expect(
            try put(#"{"schemaVersion":2,"manifests":[{"digest":"\#(missing)"}]}"#).code
                == "ReferencedImagesNotFoundException")
        #expect(try put(text, ["imageTag": "new"]).status == 200)
        #expect(try put(text, ["imageTag": "new"]).code == "ImageAlreadyExistsException")
        #expect(try put(text).code == "ImageAlreadyExistsException")
        #expect(registry.images(in: "app").count == 5)
    }

    @Test("moves no tag in an immutable repository")
    func immutable() throws {
        let registry = try SimulatedRegistry(
            RegistryFile(repositories: [
                RepositoryEntry(
                    "app", tagMutability: "IMMUTABLE", images: [ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1))])
            ]))
        let reply = try registry.call(
            "PutImage", ["repositoryName": "app", "imageManifest": #"{"schemaVersion":2}"#, "imageTag": "v1"])
        #expect(reply.code == "ImageTagAlreadyExistsException")
        #expect(registry.images(in: "app").map(\.tags) == [["v1"]])
    }
}
