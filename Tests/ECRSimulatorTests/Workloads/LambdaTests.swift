import ECRSimulator
import ImageModel
import Testing

@Suite("Lambda")
struct LambdaTests {
    private static let repository = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"
    private static let arn = "arn:aws:lambda:eu-west-1:123456789012:function:resize"
    private let registry: SimulatedRegistry

    init() throws {
        let app = RepositoryEntry(
            "app", images: ["one", "two", "three"].map { ImageEntry($0, tags: [ImageTag($0)], pushed: .daysAgo(2)) })
        let function = FunctionEntry(
            "resize", image: "ecr:app:three",
            versions: [.init(2, image: "ecr:app:gone"), .init(1, image: "ecr:app:two", digest: .of("one"))],
            aliases: [
                FunctionEntry.Alias("live", version: "1", weights: ["2": 0.1]), .init("next", version: "$LATEST"),
            ])
        registry = try SimulatedRegistry(
            RegistryFile(
                repositories: [app], workloads: WorkloadsEntry(functions: [function, FunctionEntry("archive")])))
    }

    private func code(_ path: String) throws -> [String: String] {
        let reply = registry.get("/2015-03-31/functions/\(path)")
        #expect(reply.status == 200)
        return try #require(reply.json["Code"] as? [String: String])
    }

    @Test("lists functions with their kind of package, and not with their images")
    func functions() {
        let reply = registry.get("/2015-03-31/functions")
        #expect(reply.strings("Functions", "FunctionName") == ["archive", "resize"])
        #expect(reply.strings("Functions", "PackageType") == ["Zip", "Image"])
        #expect(reply.strings("Functions", "FunctionArn").last == Self.arn)
        #expect(!reply.text.contains("dkr.ecr"))
    }

    @Test("lists published versions too when it is asked for them", arguments: ["", "/"])
    func allVersions(slash: String) {
        let reply = registry.get("/2015-03-31/functions\(slash)?FunctionVersion=ALL")
        #expect(reply.strings("Functions", "Version") == ["$LATEST", "$LATEST", "1", "2"])
        #expect(reply.strings("Functions", "FunctionArn").last == "\(Self.arn):2")
        let one = registry.get("/2015-03-31/functions/resize/versions")
        #expect(one.strings("Versions", "Version") == ["$LATEST", "1", "2"])
    }

    @Test("gives the image of a function, of a version and of an alias, as it was given and by digest")
    func images() throws {
        #expect(
            try code("resize") == [
                "RepositoryType": "ECR", "ImageUri": "\(Self.repository):three",
                "ResolvedImageUri": "\(Self.repository)@\(try registry.digest("three"))",
            ])
        let one = "\(Self.repository)@\(try registry.digest("one"))"
        for path in [
            "resize?Qualifier=1", "resize?Qualifier=live", "resize%3A1", "\(Self.arn.replacing(":", with: "%3A")):live",
        ] {
            #expect(try code(path)["ResolvedImageUri"] == one)
        }
        #expect(try code("resize?Qualifier=2") == ["RepositoryType": "ECR", "ImageUri": "\(Self.repository):gone"])
        #expect(try code("resize?Qualifier=$LATEST")["ImageUri"] == "\(Self.repository):three")
        #expect(try code("archive")["RepositoryType"] == "S3")
    }

    @Test(
        "does not know what is not there",
        arguments: [
            "other", "resize?Qualifier=3", "resize%3Aother", "other/versions", "other/aliases",
            "arn:aws:lambda:eu-west-2:123456789012:function:resize",
        ])
    func missing(path: String) {
        let reply = registry.get("/2015-03-31/functions/\(path)")
        #expect(reply.status == 404)
        #expect(reply.code == "ResourceNotFoundException")
        #expect(reply.json["Message"] != nil)
    }

    @Test("lists aliases, with the versions that share the traffic")
    func aliases() throws {
        let reply = registry.get("/2015-03-31/functions/resize/aliases")
        #expect(reply.strings("Aliases", "FunctionVersion") == ["1", "$LATEST"])
        let routing = try #require(reply.rows("Aliases").first?["RoutingConfig"] as? [String: [String: Double]])
        #expect(routing == ["AdditionalVersionWeights": ["2": 0.1]])
        let one = registry.get("/2015-03-31/functions/resize/aliases?FunctionVersion=1")
        #expect(one.strings("Aliases", "Name") == ["live"])
    }
}
