import AWSClient
import ECRSimulator
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Who uses one image")
struct UsageOfImageTests {
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    /// The users of an image, by the command's answer.
    private func users(
        of name: String, in stage: Stage, _ adjust: (inout FixedClientFactory) throws -> Void
    ) async throws -> [String] {
        var clients = FixedClientFactory(registry: try stage.client(), region: try #require(Region("eu-west-1")))
        try adjust(&clients)
        let policy = Policy(
            sections: [Policy.Section(name: "all", repositories: .all, rules: [])],
            protection: Protection(inUse: [.ecs, .eks, .cloudformation]))
        let image = try #require(ImageReference("\(Self.host)/\(name)"))
        let overview = await CleanupService(clientFactory: clients, system: stage.system)
            .usage(by: policy, of: image, in: CallContext())
        return overview.sources.flatMap { $0.uses.map(\.user) + $0.digests.values }
    }

    @Test("is what names its tag, or any of its tags, in whatever repository", arguments: ["rel-1", "latest"])
    func tagInAnyRepository(tag: String) async throws {
        let stage = try Stage([
            ImageEntry("one", tags: ["rel-1", "latest"], pushed: .daysAgo(1)),
            ImageEntry("two", tags: ["rel-2"], pushed: .daysAgo(1)),
        ])
        #expect(try await users(of: "app:\(tag)", in: stage) { $0.tags = ["rel-1": "stack"] } == ["stack"])
        #expect(try await users(of: "app:rel-2", in: stage) { $0.tags = ["rel-1": "stack"] }.isEmpty)
    }

    @Test("is what runs its digest under another name")
    func digestInAnyRepository() async throws {
        let stage = try Stage([
            ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1)), ImageEntry("two", tags: ["v2"], pushed: .daysAgo(1)),
        ])
        let digest = try stage.digest("one")
        #expect(try await users(of: "app:v1", in: stage) { $0.digests = [digest: "pod"] } == ["pod"])
        #expect(try await users(of: "app:v2", in: stage) { $0.digests = [digest: "pod"] }.isEmpty)
    }

    @Test("is found by its name alone where its repository can't be read, or is in another registry")
    func unreadable() async throws {
        let fault = Fault(.accessDenied, of: "DescribeImages")
        let stage = try Stage([ImageEntry("one", tags: ["v1", "v2"], pushed: .daysAgo(1))], faults: [fault])
        #expect(try await users(of: "app:v1", in: stage) { $0.tags = ["v1": "stack", "v2": "other"] } == ["stack"])
        let foreign = try Stage([ImageEntry("one", tags: ["v1", "v2"], pushed: .daysAgo(1))])
        let region = try #require(Region("eu-west-3"))
        let users = try await users(of: "app:v1", in: foreign) {
            $0 = FixedClientFactory(registry: try foreign.client(), region: region)
            $0.tags = ["v2": "other"]
        }
        #expect(users.isEmpty)
    }

    @Test("of a definition with a computed tag says so in the reason of a run")
    func reason() async throws {
        let stage = try Stage([ImageEntry("one", tags: ["v1"], pushed: .daysAgo(40))])
        for (tag, words) in [
            ("*", "with a tag that is not known"), ("rel-*", "with a tag of which only \"rel-*\" is known"),
        ] {
            let reference = try #require(ImageReference("\(Self.host)/app:\(tag)"))
            var workloads = InUseTests.Workloads(stage: stage)
            workloads.uses[.ecs] = {
                [ImageUse(reference: reference, isRunning: false, start: .unknown, user: "CloudFormation stack s")]
            }
            let report = try await workloads.run()
            let sentence = try report.image(stage.digest("one")).decision.sentence
            #expect(sentence == "protected: it may be what CloudFormation stack s names, \(words)")
        }
    }
}
