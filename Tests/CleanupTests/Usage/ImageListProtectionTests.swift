import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Images that a list names")
struct ImageListProtectionTests {
    private static let registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    private static let list = ImageList(.parameter(name: "images"))

    /// Runs a cleanup whose only source is a list.
    private func run(
        _ stage: Stage, inSection: Bool = false, _ read: @escaping @Sendable () throws -> String
    ) async throws -> Summary {
        let protection = Protection(imageLists: [Self.list])
        let section = Policy.Section(
            name: "all", repositories: .all,
            rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 15), action: .expire)],
            protection: inSection ? protection : .none)
        let policy = Policy(sections: [section], protection: inSection ? .none : protection)
        return try await run(stage, by: policy, read)
    }

    /// Runs a cleanup by a policy with the list.
    private func run(
        _ stage: Stage, by policy: Policy, _ read: @escaping @Sendable () throws -> String
    ) async throws -> Summary {
        let source = ImageListUsageSource(
            name: Self.list.name, maximumAgeHours: 24, now: { Date(timeIntervalSince1970: 1_000_000) }
        ) { _ in StoredText(content: Data(try read().utf8), writtenAt: Date(timeIntervalSince1970: 999_000)) }
        var clients = FixedClientFactory(
            registry: try stage.client(), region: try #require(Region("eu-west-1")))
        clients.lists = [Self.list: source]
        return await CleanupService(clientFactory: clients, system: stage.system).run(.deleting { $0.policy = policy })
    }

    @Test("stay with all that they belong to, and the reason names the list and the line", arguments: [false, true])
    func kept(inSection: Bool) async throws {
        let stage = try Stage(InUseTests.family)
        let digest = try stage.digest("arm64")
        let summary = try await run(stage, inSection: inSection) {
            "# pods\n\(Self.registry)/app@\(digest)\n\(Self.registry)/app:v2\nnginx:1\n"
        }
        #expect(summary.status == .succeeded)
        let report = try #require(summary.repositories.first)
        for name in ["amd64", "arm64", "index", "signature", "tagged"] {
            #expect(try report.image(stage.digest(name)).decision.verdict == .protect, "\(name)")
        }
        #expect(try report.image(stage.digest("loose")).decision.verdict == .expire)
        let reason = try report.image(stage.digest("tagged")).decision.sentence
        #expect(reason.contains("is in use by the list ssm:images, line 3"), "\(reason)")
        #expect(summary.sources == [SourceReport(name: "ssm:images", status: .ok, images: 2)])
        #expect(report.byProtection["inUse"] == 5)
    }

    @Test("stay where only the digest is known, of a mirror elsewhere")
    func mirrored() async throws {
        let stage = try Stage(InUseTests.family)
        let digest = try stage.digest("loose")
        let report = try #require(try await run(stage) { "docker.io/library/loose@\(digest)" }.repositories.first)
        #expect(try report.image(stage.digest("loose")).decision.verdict == .protect)
    }

    @Test("of a repository that another policy applies to are a warning, unless it has the same list")
    func foreignRepository() async throws {
        func warnings(restHasList: Bool) async throws -> [String] {
            let stage = try Stage(
                RegistryFile(repositories: [
                    RepositoryEntry("team/app", images: .stale(1)), RepositoryEntry("web", images: .stale(1)),
                    RepositoryEntry("left", images: .stale(1)),
                ]))
            let rule = Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 15), action: .expire)
            let protection = Protection(imageLists: [Self.list])
            let sections = [("apps", "team/*", true), ("rest", "web", restHasList)].map { name, pattern, hasList in
                Policy.Section(
                    name: name, repositories: NamePatterns([pattern]), rules: [rule],
                    protection: hasList ? protection : .none)
            }
            let policy = Policy(sections: sections, protection: .none)
            return try await run(stage, by: policy) {
                "\(Self.registry)/team/app:a\n\(Self.registry)/web:b\n\(Self.registry)/web:a\n\(Self.registry)/left:a\n"
                    + "210987654321.dkr.ecr.eu-west-1.amazonaws.com/web:c\n\(Self.registry)/gone:d"
            }.warnings.filter { $0.contains("imageUrisFrom") }
        }
        #expect(
            try await warnings(restHasList: false) == [
                #"the policy "apps" keeps no image by "\#(Self.registry)/web:a", "\#(Self.registry)/web:b" of "#
                    + #"protect.imageUrisFrom "ssm:images": it does not apply to the repository"#
            ])
        #expect(try await warnings(restHasList: true).isEmpty)
    }

    @Test("that are gone are said to be missing; other registries' images are not")
    func missing() async throws {
        let stage = try Stage(InUseTests.family)
        let summary = try await run(stage) {
            "\(Self.registry)/app:gone\n210987654321.dkr.ecr.eu-west-1.amazonaws.com/app:v1\nnginx:1"
        }
        #expect(summary.missing.map(\.image) == ["\(Self.registry)/app:gone"])
        #expect(summary.missing.map(\.usedBy) == ["the list ssm:images, line 1"])
    }

    @Test(
        "can't be told from a list that can't be read, is empty or is no list: nothing goes",
        arguments: ["", "# nothing", "<html>", "\(registry)/app:v2\nnot an image", "nginx:1"])
    func unusable(text: String) async throws {
        let stage = try Stage(InUseTests.family)
        let before = stage.registry.images(in: "app").count
        let summary = try await run(stage) { text }
        #expect(summary.status == .partial)
        #expect(summary.repositories.map(\.status) == [.blocked])
        #expect(summary.repositories.first?.reason?.contains("usage can't be read from ssm:images: ") == true)
        #expect(summary.totals.deleted == 0)
        #expect(summary.sources.map(\.status) == [.failed])
        #expect(stage.registry.images(in: "app").count == before)
    }

    @Test(
        "can't be told where the list is denied, throttled, cut or too large: nothing goes",
        arguments: [
            ("AccessDenied", 403), ("SlowDown", 503), ("InternalError", 500), ("NoSuchKey", 404),
            ("PermanentRedirect", 301), ("ConnectionError", nil), ("MalformedResponse", 200), ("ResponseTooLarge", nil),
        ] as [(String, Int?)])
    func unreadable(code: String, status: Int?) async throws {
        let stage = try Stage(InUseTests.family)
        let before = stage.registry.images(in: "app").count
        let summary = try await run(stage) {
            throw AWSError(code: AWSError.Code(code), operation: "s3:GetObject", message: "no", status: status)
        }
        #expect(summary.repositories.map(\.status) == [.blocked])
        #expect(summary.totals.deleted == 0)
        #expect(stage.registry.images(in: "app").count == before)
        let reason = try #require(summary.repositories.first?.reason)
        #expect(reason.contains("usage can't be read from ssm:images: s3:GetObject: \(code)"), "\(reason)")
        let advice = "take \"ssm:images\" out of protect.imageUrisFrom"
        #expect(reason.contains(advice) == (code == "AccessDenied"), "\(reason)")
    }
}
