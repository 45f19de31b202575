import ECRSimulator
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Manifests whose type is not known")
struct UnknownMediaTypeTests {
    /// Types under which an index may stand that is not recognised by its name.
    static let types: [MediaType?] = [
        nil, MediaType("application/vnd.oci.image.index.v1+json; charset=utf-8"),
        MediaType("Application/vnd.oci.image.index.V1+json"), MediaType("application/vnd.oci.image.index.v2+json"),
    ]

    /// A plain image of a type that is not known, if it is not recognised by its name either.
    private static func image(_ name: String, days: Double, mediaType: MediaType? = nil) -> ImageEntry {
        ImageEntry(name, pushed: .daysAgo(days), mediaType: mediaType, hasMediaType: mediaType != nil)
    }

    @Test("hold what they hold: a running platform of a tagged index stays", arguments: types)
    func index(type: MediaType?) async throws {
        let stage = try Stage([
            ImageEntry("amd64", pushed: .daysAgo(40)),
            ImageEntry(
                "index", tags: ["v1"], pushed: .daysAgo(40), mediaType: type, hasMediaType: type != nil,
                manifests: ["amd64"]),
            ImageEntry("loose", pushed: .daysAgo(50)),
        ])
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.status == .succeeded)
        #expect(try stage.left() == [stage.digest("amd64"), stage.digest("index")])
    }

    @Test("protect their index where one of their platforms is protected", arguments: types)
    func protection(type: MediaType?) async throws {
        let stage = try Stage([
            ImageEntry("amd64", tags: ["keep"], pushed: .daysAgo(40)), ImageEntry("arm64", pushed: .daysAgo(40)),
            ImageEntry(
                "index", pushed: .daysAgo(40), mediaType: type, hasMediaType: type != nil,
                manifests: ["amd64", "arm64"]),
        ])
        let summary = try await stage.clean { $0.policy.protection.tagPatterns = [WildcardPattern("keep")] }
        #expect(summary.totals.deleted == 0)
        #expect(stage.left().count == 3)
    }

    @Test("go as the images that they turn out to be", arguments: [nil, MediaType("application/json")])
    func plain(type: MediaType?) async throws {
        let stage = try Stage([
            Self.image("old", days: 40, mediaType: type), Self.image("new", days: 1, mediaType: type),
        ])
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.counts.deleted == 1)
        #expect(try stage.left() == [stage.digest("new")])
        #expect(stage.registry.calls["BatchGetImage"] == 1)
    }

    @Test("keep what they may hold while they are archived and can't be read")
    func archived() async throws {
        let stage = try Stage([
            ImageEntry("archived", status: .archived, pushed: .daysAgo(30), archived: .daysAgo(1), hasMediaType: false),
            ImageEntry("before", pushed: .daysAgo(40)), ImageEntry("after", pushed: .daysAgo(20)),
        ])
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.status == .succeeded)
        #expect(try stage.left() == [stage.digest("archived"), stage.digest("before")])
    }

    @Test("are the only ones that are read beside indexes, and none where nothing would go")
    func reads() async throws {
        let plain = ImageEntry(
            "plain", tags: ["plain"], pushed: .daysAgo(40),
            mediaType: MediaType("application/vnd.oci.image.manifest.v1+json;charset=utf-8"))
        var stage = try Stage([plain, ImageEntry("docker", pushed: .daysAgo(40), mediaType: .dockerManifest)])
        #expect(try await stage.clean().totals.deleted == 1)
        #expect(stage.registry.calls["BatchGetImage"] == nil)

        stage = try Stage([plain, Self.image("young", days: 1)])
        #expect(try await stage.clean().totals.deleted == 0)
        #expect(stage.registry.calls["BatchGetImage"] == nil)

        stage = try Stage([plain, Self.image("odd", days: 1), ImageEntry("old", pushed: .daysAgo(40))])
        #expect(try await stage.clean().totals.deleted == 1)
        #expect(stage.registry.images(in: "app").map(\.lastPulledAt) == [nil, TestClock.start])
    }
}
