import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("A part of the policy that nothing in the run matched")
struct PolicyCoverageTests {
    private func stage() throws -> Stage {
        try Stage(
            RegistryFile(repositories: [
                RepositoryEntry(
                    "team/app",
                    images: [
                        ImageEntry("one", tags: ["v1", "rc-1"], pushed: .daysAgo(1)),
                        ImageEntry("two", tags: ["v2"], pushed: .daysAgo(1)),
                    ]),
                RepositoryEntry("web", images: [ImageEntry("main", tags: ["main"], pushed: .daysAgo(1))]),
            ]))
    }

    private func warnings(
        _ policy: String, _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> [String] {
        let policy = try PolicyDocument(parsing: policy.utf8).policy
        return try await stage().service().run(
            .dry {
                $0.policy = policy
                $0.policy.protection.inUse = Protection.defaultSources
                adjust(&$0)
            }
        ).warnings.filter { !$0.contains("does not ask") }
    }

    private static func policy(
        repositories: String = #"["*"]"#, selection: String = #""tagStatus": "any""#, protect: String = "{}"
    ) -> String {
        """
        {"policies": [{"name": "apps", "repositories": \(repositories), "rules": [{"rulePriority": 1, "selection":
        {\(selection), "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 90},
        "action": {"type": "expire"}}]}], "protect": \(protect)}
        """
    }

    @Test("is none where everything matches")
    func none() async throws {
        let policy = Self.policy(
            repositories: #"["*", "!web"]"#,
            selection: #""tagStatus": "tagged", "tagPatternList": ["v*"], "excludeTagPatternList": ["rc-*"]"#,
            protect: #"""
                {"tagPatternList": ["v2"],
                 "imageUris": ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1"]}
                """#)
        #expect(try await warnings(policy).isEmpty)
    }

    @Test(
        "is a warning: a name pattern, an exclusion, and a policy as a whole",
        arguments: [
            (#"["team/*", "tean/*"]"#, #"the policy "apps" applies to no repository by "tean/*""#),
            (#"["*", "!prod-*"]"#, #"the policy "apps" excludes no repository by "!prod-*""#),
            (#"["prod-*"]"#, #"the policy "apps" applies to no repository: none matches "prod-*""#),
        ])
    func names(repositories: String, warning: String) async throws {
        #expect(try await warnings(Self.policy(repositories: repositories)) == [warning])
    }

    @Test(
        "is a warning: an exclusion from the run",
        arguments: [
            (["*", "!web"], []),
            (
                ["*", "!123456789012.dkr.ecr.eu-west-1.amazonaws.com/web", "!web"],
                [
                    """
                    the run excludes no repository by "!123456789012.dkr.ecr.eu-west-1.amazonaws.com/web"
                    """
                ]
            ),
            (["!prod-*"], [#"the run excludes no repository by "!prod-*""#]),
            (["*"], []),
        ])
    func narrowing(repositories: [String], expected: [String]) async throws {
        // What the policy says of other repositories is not reported by a run that is limited to some.
        let policy = Self.policy(repositories: #"["team/*", "tean/*", "w*"]"#)
        let warnings = try await warnings(policy) { $0.narrowing = [NamePatterns(repositories)] }
        #expect(warnings == expected)
    }

    @Test("is no warning about an exclusion if the run asks for some repositories by name")
    func narrowedTwice() async throws {
        let warnings = try await warnings(Self.policy()) {
            $0.narrowing = [NamePatterns(["*", "!prod-*"]), NamePatterns(["web"])]
        }
        #expect(warnings.isEmpty)
    }

    @Test("is a policy of whose repositories earlier ones take all")
    func shadowed() async throws {
        let rest = #"{"name": "rest", "repositories": ["web"], "rules": []}"#
        let policy = Self.policy().replacingOccurrences(of: #"}]}], "protect""#, with: #"}]}, \#(rest)], "protect""#)
        #expect(
            try await warnings(policy) == [
                #"the policy "rest" applies to no repository: earlier policies take all that it matches"#
            ])
    }

    @Test("is an image of a repository that another policy applies to", arguments: ["apps", "rest"])
    func foreignImage(owner: String) async throws {
        let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/\(owner == "apps" ? "web" : "team/app"):v1"
        let sections = ["apps": "team/*", "rest": "*"].sorted { $0.key < $1.key }.map { name, pattern in
            #"{"name": "\#(name)", "repositories": ["\#(pattern)"], "rules": [], "protect": "#
                + (name == owner ? #"{"imageUris": ["\#(image)"]}}"# : "{}}")
        }
        #expect(
            try await warnings(#"{"policies": [\#(sections.joined(separator: ", "))]}"#) == [
                #"the policy "\#(owner)" keeps no image by protect.imageUris "\#(image)": "#
                    + "it does not apply to the repository"
            ])
    }

    @Test(
        "is a warning: what was to be kept, and what a rule is about",
        arguments: [
            (
                #""tagStatus": "any""#, #"{"tagPatternList": ["v*", "prod-*"]}"#,
                #"the policy keeps no image by protect.tagPatternList "prod-*""#
            ),
            (
                #""tagStatus": "any""#,
                #"{"imageUris": ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v3"]}"#,
                """
                the policy keeps no image by protect.imageUris \
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v3": no registry of the run has it
                """
            ),
            (
                #""tagStatus": "tagged", "tagPatternList": ["dev-*"]"#, "{}",
                #"rule 1 of the policy "apps" matches no image by its list of tags"#
            ),
            (
                #""tagStatus": "any", "excludeTagPatternList": ["v*", "prod-*"]"#, "{}",
                #"rule 1 of the policy "apps" excludes no image by excludeTagPatternList "prod-*""#
            ),
        ])
    func images(selection: String, protect: String, warning: String) async throws {
        #expect(try await warnings(Self.policy(selection: selection, protect: protect)) == [warning])
    }

    @Test("is a count rule whose tags only referrers have, which such a rule never sees")
    func referrers() async throws {
        let tag = ImageTag("sha256-\(String(repeating: "a", count: 64)).sig")
        let stage = try Stage([
            ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1)), ImageEntry("two", tags: [tag], pushed: .daysAgo(90)),
        ])
        for (count, isWarned) in [(Rule.Count.imageCountMoreThan(40), true), (.sinceImagePushed(days: 1), false)] {
            let list = TagList([.pattern(WildcardPattern("sha256-*"))])
            let summary = try await stage.service().run(
                .dry {
                    $0.policy.sections[0].rules = [
                        Rule(priority: 1, tagStatus: .tagged(list), count: count, action: .expire)
                    ]
                })
            let warning = #"rule 1 of the policy "built-in" matches no image by its list of tags"#
            #expect(summary.warnings.contains(warning) == isWarned)
        }
    }

    @Test("is no warning where the run read less than the part could match")
    func partial() async throws {
        let policy = Self.policy(
            repositories: #"["*", "!prod-*"]"#, protect: #"{"tagPatternList": ["prod-*"]}"#)
        #expect(try await warnings(policy) { $0.narrowing = [NamePatterns(["team/*"])] }.isEmpty)
        let stage = try stage()
        let failing = stage.transport
        let transport = StubTransport { request, _ in
            guard request.operation == "DescribeImages", request.bodyText.contains("web") else {
                return try await failing.send(request)
            }
            return TransportResponse(.badRequest, text: #"{"__type":"AccessDeniedException","message":"no"}"#)
        }
        let document = try PolicyDocument(parsing: policy.utf8).policy
        let summary = try await stage.service(through: transport).run(.dry { $0.policy = document })
        #expect(!summary.warnings.contains { $0.contains("keeps no image") })
    }

    @Test("is warned of in a listing of repositories as far as names go")
    func listing() async throws {
        let policy = Self.policy(repositories: #"["*", "!prod-*"]"#, protect: #"{"tagPatternList": ["prod-*"]}"#)
        #expect(
            try await warnings(policy) { $0.action = .listRepositories } == [
                #"the policy "apps" excludes no repository by "!prod-*""#
            ])
    }

    @Test("is not looked for in an image that no policy applies to")
    func unmanaged() async throws {
        let policy = Self.policy(
            repositories: #"["team/*"]"#,
            protect: #"{"imageUris": ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:main"]}"#)
        #expect(try await warnings(policy).isEmpty)
    }

    @Test("a policy that takes every image of a repository is a warning")
    func emptied() async throws {
        let policy = Self.policy().replacingOccurrences(of: "sinceImagePushed", with: "sinceImagePulled")
            .replacingOccurrences(of: #""countNumber": 90"#, with: #""countNumber": 90, "keepNewest": 1"#)
        let stage = try Stage(.stale(2))
        let document = try PolicyDocument(parsing: policy.utf8).policy
        let spared = try await stage.service().run(.dry { $0.policy = document })
        #expect(!spared.warnings.contains { $0.contains("every image") })
        let summary = try await stage.service().run(.dry())
        #expect(summary.warnings.contains(#"the policy takes every image of "app""#))
    }
}
