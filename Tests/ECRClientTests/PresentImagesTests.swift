import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import TestSupport
import Testing

@Suite("Images that a registry still has")
struct PresentImagesTests {
    /// A repository of twelve images, and its client, whose listings leave out one of them.
    private struct Stage {
        let transport: StubTransport
        let client: ECRClient
        /// The image that listings leave out.
        let hidden: ImageDigest
        let images: [ImageDigest]

        init(pageSize: Int = 5) throws {
            let entries = (0..<12).map { ImageEntry("image-\($0)", tags: [ImageTag("v\($0)")], pushed: .daysAgo(1)) }
            let registry = try SimulatedRegistry(
                RegistryFile(repositories: [RepositoryEntry("app", images: entries)]), clock: { present })
            images = registry.images(in: "app").map(\.digest)
            let hidden = images[7]
            self.hidden = hidden
            let inner = SimulatorTransport(to: registry)
            transport = StubTransport { request, _ in
                let response = try await inner.send(request)
                guard String(decoding: request.body, as: UTF8.self).contains("maxResults"),
                    var answer = try JSONSerialization.jsonObject(with: response.body) as? [String: Any],
                    let rows = answer["imageDetails"] as? [[String: Any]]
                else { return response }
                answer["imageDetails"] = rows.filter { $0["imageDigest"] as? String != hidden.description }
                return TransportResponse(
                    head: response.head, body: try JSONSerialization.data(withJSONObject: answer))
            }
            client = try ECRClient.forTests(.privateRegistry, transport, pageSize: pageSize)
        }
    }

    @Test("are found where the pages of a listing leave one out")
    func leftOut() async throws {
        let stage = try Stage()
        let asked = try stage.images + [digest(1), digest(2)]
        let found = try await stage.client.presentImages(asked, in: "app")
        #expect(Set(found.keys) == Set(stage.images))
        // Together, the three pages of the listing, and the three images that they lack.
        #expect(stage.transport.requests.count == 7)
    }

    @Test("are those of a listing of one page, which shows one moment")
    func onePage() async throws {
        let stage = try Stage(pageSize: 1_000)
        let asked = try stage.images + [digest(1)]
        #expect(try await stage.client.presentImages(asked, in: "app").count == stage.images.count - 1)
        #expect(stage.transport.requests.count == 2)
    }

    @Test("take one call where all are there, and one more for each of a few where one is not")
    func calls() async throws {
        let stage = try Stage()
        #expect(try await stage.client.presentImages(stage.images, in: "app").count == 12)
        #expect(stage.transport.requests.count == 1)
        let few = try Array(stage.images.prefix(3)) + [digest(1)]
        #expect(try await stage.client.presentImages(few, in: "app").count == 3)
        #expect(stage.transport.requests.count == 6)
        #expect(try await stage.client.presentImages([digest(1)], in: "app").isEmpty)
        #expect(stage.transport.requests.count == 7)
        #expect(try await stage.client.presentImages([], in: "app").isEmpty)
    }

    @Test("are found by their tags, too")
    func tags() async throws {
        let stage = try Stage()
        let asked = ["v0", "v7", "v11", "v12", "v13", "v14"].map { ImageIdentifier.tag(ImageTag($0)) }
        let found = try await stage.client.presentImages(identifiedBy: asked, in: "app")
        #expect(Set(found.flatMap(\.tags)) == ["v0", "v7", "v11"])
    }

    @Test("are not known by an answer that leaves out what was asked for")
    func garbled() async throws {
        let client = try ECRClient.forTests(.privateRegistry, StubTransport.answering(#"{"imageDetails":[]}"#))
        let error = try await failure { try await client.presentImages([digest(1)], in: "app") }
        #expect(error.message == "the answer leaves out images that were asked for")
    }
}
