import ImageModel
import Testing

@testable import Cleanup

@Suite("The images in use as text")
struct UsageTextTests {
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    private static func use(_ name: String, by user: String, isRunning: Bool = true) throws -> ImageUse {
        ImageUse(
            reference: try #require(ImageReference("\(host)/\(name)")), isRunning: isRunning, user: user)
    }

    private static func overview() throws -> UsageOverview {
        UsageOverview(sources: [
            .init(
                name: .ecs, target: "the registry",
                uses: [
                    try use("app:defined", by: "ECS task definition a:1", isRunning: false),
                    try use("web:1", by: "ECS task 4"), try use("web:1", by: "ECS task 2"),
                    try use("web:1", by: "ECS task 3"), try use("web:1", by: "ECS task 1"),
                ]),
            .init(name: .lambda, target: "the registry", failure: "lambda:ListFunctions is denied"),
        ])
    }

    @Test("has a row for each source, then each image with its users, those that run first")
    func everything() throws {
        var overview = try Self.overview()
        overview.seconds = 2.34
        overview.missing = [MissingImage(image: "\(Self.host)/web:0", users: ["ECS task 5", "ECS task 6"])]
        let lines = UsageText(overview).lines.map(\.text)
        #expect(
            lines == [
                "SOURCE  IMAGES  RUNNING  STATUS  FOR",
                "ecs          2        1  ok      the registry",
                "lambda       ?        ?  failed  the registry",
                "",
                "Read in 2.3 s.",
                "",
                "In use but gone: a workload that starts anew can't pull these",
                "  \(Self.host)/web:0",
                "      ECS task 5 and 1 more",
                "",
                "Running:",
                "  \(Self.host)/web:1",
                "      ECS task 1",
                "      ECS task 2",
                "      ECS task 3",
                "      and 1 more",
                "",
                "Not running, but a definition or a list names them:",
                "  \(Self.host)/app:defined",
                "      ECS task definition a:1",
            ])
    }

    private static func digest(_ character: Character) throws -> ImageDigest {
        try #require(ImageDigest("sha256:" + String(repeating: character, count: 64)))
    }

    @Test("shows and counts the digests that run under any name, unless a use has them")
    func digests() throws {
        let (a, b) = (try Self.digest("a"), try Self.digest("b"))
        var named = try Self.use("app:1", by: "EKS pod one")
        named.resolvedDigest = a
        var overview = UsageOverview(sources: [
            .init(name: .eks, target: "the registry", uses: [named], digests: [a: "EKS pod one", b: "EKS pod two"])
        ])
        let lines = UsageText(overview).lines.map(\.text)
        #expect(lines[1].split(separator: " ").prefix(3) == ["eks", "2", "2"])
        #expect(lines.filter { $0.contains("\(a)") } == ["  \(Self.host)/app:1@\(a)"])
        #expect(lines.suffix(2) == ["  \(b)", "      EKS pod two"])
        let json = String(decoding: overview.indentedJSON(), as: UTF8.self)
        #expect(json.contains("\"images\": 2") && json.contains("\"image\": \"\(b)\""))

        // Another repository's image may have the digest.
        let other = try #require(ImageReference("\(Self.host)/other@\(b)"))
        overview.narrow(to: other)
        #expect(overview.sources.map { Set($0.digests.keys) } == [[b]])
        #expect(overview.sources.allSatisfy { $0.uses.isEmpty && !$0.isEmpty })
        overview.narrow(to: try #require(ImageReference("\(Self.host)/other:1")))
        #expect(overview.sources.allSatisfy { $0.isEmpty })
    }

    @Test("shows digests of templates and lists apart, as named and not as running")
    func namedDigests() throws {
        let (a, b, c) = (try Self.digest("a"), try Self.digest("b"), try Self.digest("c"))
        let overview = UsageOverview(sources: [
            .init(name: .eks, target: "the registry", digests: [a: "EKS pod one"]),
            .init(name: .cloudformation, target: "the registry", digests: [b: "CloudFormation stack s"]),
            .init(name: .list(at: "ssm:images"), target: "the registry", digests: [c: "the list ssm:images, line 1"]),
        ])
        let lines = UsageText(overview).lines.map(\.text)
        let counts = lines[1...3].map { $0.split(separator: " ").dropFirst().prefix(2) }
        #expect(counts == [["1", "1"], ["1", "0"], ["1", "0"]])
        #expect(
            lines.suffix(10) == [
                "",
                "Running under another registry's name, and kept in every repository:",
                "  \(a)",
                "      EKS pod one",
                "",
                "Named by digest or by a hash, and kept in every repository:",
                "  \(b)",
                "      CloudFormation stack s",
                "  \(c)",
                "      the list ssm:images, line 1",
            ])
        let json = String(decoding: overview.indentedJSON(), as: UTF8.self)
        #expect(json.matches(of: #/"running": true/#).count == 1)
        #expect(json.matches(of: #/"running": false/#).count == 2)
    }

    @Test("counts the tags that are kept in every repository, and does not quote them")
    func tags() throws {
        let overview = UsageOverview(sources: [
            .init(
                name: .cloudformation, target: "the registry",
                tags: ["rel-1": "CloudFormation stack s", "t3.micro": "CloudFormation stack s"])
        ])
        let text = UsageText(overview).lines.map(\.text).joined(separator: "\n")
        #expect(
            text.hasSuffix(
                """

                Tags that count in every repository: 2, by cloudformation.
                Ask who names an image with --image URI.
                """))
        let json = String(decoding: overview.indentedJSON(), as: UTF8.self)
        #expect(json.contains("\"tagsInEveryRepository\": 2"))
        #expect(!text.contains("rel-1") && !json.contains("rel-1"))
    }

    @Test(
        "of one image has what names it by a computed tag, or by its tag in any repository",
        arguments: [
            ("app:v1", ["app:*", "app:v1"]), ("app:v2", ["app:*"]), ("app", ["app:*"]), ("web:v1", ["web:v1"]),
            ("web:v2", []), ("app@DIGEST", ["app:*"]), ("web@DIGEST", []),
        ])
    func computedTags(name: String, expected: [String]) throws {
        let computed = try #require(ImageReference("\(Self.host)/app:*"))
        var overview = UsageOverview(sources: [
            .init(
                name: .cloudformation, target: "the registry",
                uses: [ImageUse(reference: computed, isRunning: false, start: .unknown, user: "stack c")],
                tags: ["v1": "CloudFormation stack t", "v0": "CloudFormation stack u"])
        ])
        let digest = try Self.digest("d")
        let text = "\(Self.host)/\(name)".replacing("DIGEST", with: "\(digest)")
        var image = try #require(ImageReference(text))
        if !name.contains(":"), image.digest == nil {
            image = ImageReference(registry: image.registry, repository: image.repository, tag: nil, digest: nil)
        }
        overview.narrow(to: image)
        #expect(overview.sources[0].uses.map(\.image).sorted() == expected.map { "\(Self.host)/\($0)" })
        #expect(overview.sources[0].isEmpty == expected.isEmpty)
        #expect(overview.sources[0].uses.allSatisfy { !$0.isRunning && !$0.isExpected })
    }

    @Test("of one image has what names its other tags or its digest, if the repository tells them")
    func knownImage() throws {
        let (a, b) = (try Self.digest("a"), try Self.digest("b"))
        var resolved = try Self.use("web:0", by: "ECS task 5")
        resolved.resolvedDigest = a
        var overview = UsageOverview(sources: [
            .init(
                name: .eks, target: "the registry",
                uses: [try Self.use("web:2", by: "ECS task 2"), try Self.use("web:3", by: "ECS task 3"), resolved],
                digests: [a: "EKS pod one", b: "EKS pod two"], tags: ["v2": "x", "2": "CloudFormation stack s"])
        ])
        let image = Image(digest: a, tags: ["1", "2"], pushedAt: nil)
        overview.narrow(to: try #require(ImageReference("\(Self.host)/web:1")), known: image)
        #expect(overview.sources[0].uses.map(\.user) == ["ECS task 2", "ECS task 5", "CloudFormation stack s"])
        #expect(overview.sources[0].uses.last?.image == "\(Self.host)/web:2")
        #expect(overview.sources[0].digests == [a: "EKS pod one"])
    }

    @Test("of a policy without sources says so")
    func noSources() {
        #expect(UsageText(UsageOverview(sources: [])).lines == ["The policy asks no source for images in use."])
    }

    @Test("shows as many images as a terminal gets, and counts the others")
    func few() throws {
        var style = PlanText.Style()
        style.maximumRows = 1
        let lines = UsageText(try Self.overview(), style: style).lines
        #expect(lines.last == "… and 1 image more; --all shows them")
        #expect(!lines.contains { $0.text.contains("app:defined") })
    }

    @Test(
        "can be narrowed to an image, or to a repository",
        arguments: [
            ("web", nil, 4), ("web", "1", 4), ("web", "2", 0), ("app", nil, 1), ("app", "defined", 1),
            ("other", nil, 0),
        ] as [(RepositoryName, ImageTag?, Int)])
    func narrowed(name: RepositoryName, tag: ImageTag?, count: Int) throws {
        var overview = try Self.overview()
        overview.narrow(
            to: ImageReference(
                registry: .ecr(account: "123456789012", region: "eu-west-1"), repository: name, tag: tag, digest: nil))
        #expect(overview.sources[0].uses.count == count)
        #expect(!overview.isComplete, "a source that failed stays failed")
    }
}
