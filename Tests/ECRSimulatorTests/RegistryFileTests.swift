import ECRSimulator
import Foundation
import ImageModel
import Testing

@Suite("Registry files")
struct RegistryFileTests {
    private func registry(_ json: String) throws -> SimulatedRegistry {
        try SimulatedRegistry(RegistryFile(json: Data(json.utf8)))
    }

    @Test("ages count from the start, absolute times do not")
    func times() throws {
        let registry = try registry(
            """
            {"repositories": [{"name": "app", "images": [
              {"name": "one", "pushedDaysAgo": 20.5, "pulledAt": 1780000000, "archivedDaysAgo": 3, "activatedDaysAgo": 1}
            ]}]}
            """)
        let image = try #require(registry.images(in: "app").first)
        #expect(image.pushedAt == start.addingTimeInterval(-20.5 * 86_400))
        #expect(image.lastPulledAt == Date(timeIntervalSince1970: 1_780_000_000))
        #expect(image.lastArchivedAt == start.addingTimeInterval(-3 * 86_400))
        #expect(image.lastActivatedAt == start.addingTimeInterval(-86_400))
    }

    @Test("images refer to others before and after them, by name or by digest")
    func references() throws {
        let outside = "sha256:" + String(repeating: "a", count: 64)
        let registry = try registry(
            """
            {"repositories": [{"name": "app", "images": [
              {"name": "index", "pushedDaysAgo": 1, "manifests": ["child"]},
              {"name": "child", "pushedDaysAgo": 1, "digest": "sha256:\(String(repeating: "b", count: 64))"},
              {"name": "signature", "pushedDaysAgo": 1, "subject": "index"},
              {"name": "orphan", "pushedDaysAgo": 1, "subject": "\(outside)"}
            ]}]}
            """)
        let images = registry.images(in: "app")
        #expect(images[0].mediaType == .imageIndex)
        #expect("\(images[1].digest)" == "sha256:" + String(repeating: "b", count: 64))
        #expect(images[2].subject == images[0].digest)
        #expect(images[3].subject?.description == outside)
    }

    @Test("the same series gives the same images, another seed others")
    func generated() throws {
        func images(seed: Int) throws -> [Image] {
            let registry = try registry(
                """
                {"generate": {"repositories": 2, "namePrefix": "bench/r", "images":
                  {"count": 100, "seed": \(seed), "untaggedShare": 0.25, "pulledShare": 1, "pushedDaysAgo": [10, 20],
                   "sizeInBytes": [5, 6]}}}
                """)
            #expect(registry.repositoryNames() == ["bench/r0", "bench/r1"])
            return registry.images(in: "bench/r0") + registry.images(in: "bench/r1")
        }
        let first = try images(seed: 1)
        #expect(try images(seed: 1) == first)
        #expect(Set(try images(seed: 2).map(\.digest)).isDisjoint(with: first.map(\.digest)))
        #expect(Set(first.map(\.digest)).count == 200)
        #expect((30...70).contains(first.count { $0.tags.isEmpty }))
        #expect(first.allSatisfy { (5...6).contains($0.sizeInBytes) && $0.lastPulledAt != nil })
        let ages = first.compactMap { $0.pushedAt.map { start.timeIntervalSince($0) / 86_400 } }
        #expect(ages.allSatisfy { (10...20).contains($0) })
    }

    @Test(
        "errors name the place",
        arguments: [
            (#"{"repos": []}"#, "repos"),
            (#"{"registryId": "12"}"#, "registryId"),
            (#"{"region": "EU West"}"#, "region"),
            (#"{"repositories": [{"images": []}]}"#, "repositories[0].name"),
            (#"{"repositories": [{"name": "app", "tags": {}}]}"#, "repositories[0].tags"),
            (#"{"repositories": [{"name": "App"}]}"#, "repositories[0].name"),
            (#"{"repositories": [{"name": "app"}, {"name": "app"}]}"#, "repositories[1].name"),
            (#"{"repositories": [{"name": "app", "tagMutability": "NO"}]}"#, "repositories[0].tagMutability"),
            (image(#""name": "x""#), "repositories[0].images[0].pushedDaysAgo"),
            (image(#""name": "x", "pushedDaysAgo": -1"#), "repositories[0].images[0].pushedDaysAgo"),
            (image(#""name": "x", "pushedDaysAgo": 1, "pushedAt": 1"#), "repositories[0].images[0].pushedAt"),
            (image(#""name": "x", "pushedDaysAgo": 1, "tag": "y""#), "repositories[0].images[0].tag"),
            (image(#""name": "x", "pushedDaysAgo": 1, "tags": ["a b"]"#), "repositories[0].images[0].tags"),
            (image(#""name": "x", "pushedDaysAgo": "1""#), "repositories[0].images[0].pushedDaysAgo"),
            (image(#""name": "x", "pushedDaysAgo": 1, "digest": "sha256:1""#), "repositories[0].images[0].digest"),
            (image(#""name": "x", "pushedDaysAgo": 1, "status": "GONE""#), "repositories[0].images[0].status"),
            (image(#""name": "x", "pushedDaysAgo": 1, "manifests": ["y"]"#), "repositories[0].images[0].manifests[0]"),
            (image(#""name": "x", "pushedDaysAgo": 1, "manifests": ["x"]"#), "repositories[0].images[0]"),
            (image(#""name": "x", "pushedDaysAgo": 1, "subject": "y""#), "repositories[0].images[0].subject"),
            (
                image(#""name": "x", "pushedDaysAgo": 1}, {"name": "x", "pushedDaysAgo": 1"#),
                "repositories[0].images[1].name"
            ),
            (
                image(
                    #""name": "x", "pushedDaysAgo": 1, "tags": ["a"]}, {"name": "y", "pushedDaysAgo": 1, "tags": ["a"]"#
                ),
                "repositories[0].images[1].tags"
            ),
            (#"{"generate": {"repositories": 1, "images": {}}}"#, "generate.images.count"),
            (
                #"{"generate": {"repositories": 1, "images": {"count": 1, "pushedDaysAgo": [2, 1]}}}"#,
                "generate.images.pushedDaysAgo"
            ),
            (#"{"faults": {"faults": [{"kind": "flood"}]}}"#, "faults.faults[0].kind"),
            (#"{"faults": {"faults": [{"kind": "throttling", "status": 1}]}}"#, "faults.faults[0].status"),
            (#"{"faults": {"faults": [{"kind": "throttling", "probability": 2}]}}"#, "faults.faults[0].probability"),
            (#"{"faults": {"faults": [{"kind": "latency"}]}}"#, "faults.faults[0].milliseconds"),
            (#"{"faults": {"faults": [{"kind": "itemFailure"}]}}"#, "faults.faults[0].code"),
            (#"{"faults": {"faults": [{"kind": "serverError", "status": 404}]}}"#, "faults.faults[0].status"),
            ("[]", ""),
            ("{", ""),
        ])
    func errors(json: String, path: String) throws {
        let error = #expect(throws: RegistryFileError.self) { try registry(json) }
        #expect(error?.path == path)
        #expect(error?.message.isEmpty == false)
    }

    private static func image(_ members: String) -> String {
        #"{"repositories": [{"name": "app", "images": [{\#(members)}]}]}"#
    }
}
