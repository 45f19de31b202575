import ECRSimulator
import ImageModel
import Testing

@Suite("DescribeImages")
struct DescribeImagesTests {
    @Test("gives every member that ECR has, and epoch seconds with a fraction")
    func members() throws {
        let registry = try SimulatedRegistry(
            .app([
                ImageEntry("base", pushed: .daysAgo(40)),
                ImageEntry(
                    "signature", tags: ["b", "a"], status: .archived, pushed: .epochSeconds(1_780_000_000.25),
                    pulled: .epochSeconds(1_781_000_000), archived: .epochSeconds(1_782_000_000),
                    activated: .epochSeconds(1_781_500_000), sizeInBytes: 812,
                    artifactMediaType: "application/vnd.example.signature", subject: "base"),
            ]))
        let reply = try registry.call(
            "DescribeImages", ["repositoryName": "app", "filter": ["imageStatus": "ARCHIVED"]])
        let image = try #require(reply.rows("imageDetails").first)
        #expect(reply.status == 200)
        #expect(image["registryId"] as? String == "123456789012")
        #expect(image["repositoryName"] as? String == "app")
        #expect(image["imageDigest"] as? String == "\(try registry.digest("signature"))")
        #expect(image["imageTags"] as? [String] == ["a", "b"])
        #expect(image["imagePushedAt"] as? Double == 1_780_000_000.25)
        #expect(image["lastRecordedPullTime"] as? Double == 1_781_000_000)
        #expect(image["lastActivatedAt"] as? Double == 1_781_500_000)
        #expect(image["lastArchivedAt"] as? Double == 1_782_000_000)
        #expect(image["imageSizeInBytes"] as? Int == 812)
        #expect(image["imageStatus"] as? String == "ARCHIVED")
        #expect(image["subjectManifestDigest"] as? String == "\(try registry.digest("base"))")
        #expect(image["imageManifestMediaType"] as? String == "application/vnd.oci.image.manifest.v1+json")
        #expect(image["artifactMediaType"] as? String == "application/vnd.example.signature")
    }

    @Test("leaves out what an image has not: tags, a pull, a subject")
    func absentMembers() throws {
        let registry = try SimulatedRegistry(.app(count: 1))
        let reply = try registry.call("DescribeImages", ["repositoryName": "app"])
        let image = try #require(reply.rows("imageDetails").first)
        let absent = [
            "imageTags", "lastRecordedPullTime", "subjectManifestDigest", "lastArchivedAt", "lastActivatedAt",
        ]
        for member in absent {
            #expect(image[member] == nil)
        }
    }

    @Test(
        "filters by tags and by status, with active images alone by default",
        arguments: [
            ([:], ["tagged", "untagged"]),
            (["tagStatus": "TAGGED"], ["tagged"]),
            (["tagStatus": "UNTAGGED", "imageStatus": "ANY"], ["untagged", "archived", "activating"]),
            (["imageStatus": "ARCHIVED"], ["archived"]),
            (["imageStatus": "ACTIVATING"], ["activating"]),
            (["imageStatus": "ANY", "tagStatus": "ANY"], ["tagged", "untagged", "archived", "activating"]),
        ] as [([String: String], [String])])
    func filters(filter: [String: String], expected: [String]) throws {
        let registry = try SimulatedRegistry(
            .app([
                ImageEntry("tagged", tags: ["v1"], pushed: .daysAgo(1)),
                ImageEntry("untagged", pushed: .daysAgo(2)),
                ImageEntry("archived", status: .archived, pushed: .daysAgo(3)),
                ImageEntry("activating", status: .activating, pushed: .daysAgo(4)),
            ]))
        let reply = try registry.call("DescribeImages", ["repositoryName": "app", "filter": filter])
        #expect(reply.strings("imageDetails", "imageDigest") == (try expected.map { "\(try registry.digest($0))" }))
    }

    @Test("finds images by digest and by tag, each once")
    func byIDs() throws {
        let registry = try SimulatedRegistry(
            .app([ImageEntry("one", tags: ["v1", "v2"], pushed: .daysAgo(1)), ImageEntry("two", pushed: .daysAgo(2))]))
        let two = "\(try registry.digest("two"))"
        let reply = try registry.call(
            "DescribeImages",
            ["repositoryName": "app", "imageIds": [["imageDigest": two], ["imageTag": "v2"], ["imageTag": "v1"]]])
        #expect(reply.strings("imageDetails", "imageDigest") == [two, "\(try registry.digest("one"))"])
        #expect(reply.nextToken == nil)
    }

    @Test("fails as a whole where one image is missing")
    func missingImage() throws {
        let registry = try SimulatedRegistry(.app([ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1))]))
        let reply = try registry.call(
            "DescribeImages", ["repositoryName": "app", "imageIds": [["imageTag": "v1"], ["imageTag": "v9"]]])
        #expect(reply.status == 400)
        #expect(reply.code == "ImageNotFoundException")
        #expect(
            reply.message == """
                The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with \
                name 'app' in the registry with id '123456789012'
                """)
    }

    @Test(
        "refuses what the service's model does not allow",
        arguments: [
            ["repositoryName": "app", "maxResults": 0],
            ["repositoryName": "app", "maxResults": 1_001],
            ["repositoryName": "app", "imageIds": []],
            ["repositoryName": "app", "imageIds": [[:]]],
            ["repositoryName": "app", "imageIds": [["imageTag": "v1"]], "maxResults": 10],
            ["repositoryName": "app", "imageIds": [["imageTag": "v1"]], "nextToken": "x"],
            ["repositoryName": "app", "nextToken": "made up"],
            ["repositoryName": "app", "filter": ["tagStatus": "tagged"]],
            ["repositoryName": "app", "filter": ["imageStatus": "DELETED"]],
            ["repositoryName": "App"],
            [:],
        ] as [JSON])
    func invalidParameters(request: JSON) throws {
        let registry = try SimulatedRegistry(.app([ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1))]))
        let reply = try registry.call("DescribeImages", request.object)
        #expect(reply.status == 400)
        #expect(reply.code == "InvalidParameterException")
    }

    @Test("takes a hundred image ids and no more", arguments: [(100, 200), (101, 400)])
    func idLimit(count: Int, status: Int) throws {
        let registry = try SimulatedRegistry(.app(count: 101))
        let ids = registry.images(in: "app").prefix(count).map { ["imageDigest": "\($0.digest)"] }
        #expect(try registry.call("DescribeImages", ["repositoryName": "app", "imageIds": ids]).status == status)
    }

    @Test(
        "knows neither another repository nor another account's registry",
        arguments: [["repositoryName": "other"], ["repositoryName": "app", "registryId": "000000000000"]] as [JSON])
    func unknownRepository(request: JSON) throws {
        let registry = try SimulatedRegistry(.app(count: 1))
        #expect(try registry.call("DescribeImages", request.object).code == "RepositoryNotFoundException")
    }
}
