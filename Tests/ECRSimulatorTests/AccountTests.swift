import AWSClient
import ECRSimulator
import Foundation
import HTTPTypes
import ImageModel
import Testing

@Suite("Accounts and regions")
struct AccountTests {
    private static let key = Credentials(accessKeyID: "AKIDONE", secretAccessKey: "one", sessionToken: nil)
    private static let role = "arn:aws:iam::222222222222:role/cleanup"
    private let registry: SimulatedRegistry

    init() throws {
        func app(_ name: String) -> [RepositoryEntry] {
            [RepositoryEntry("app", images: [ImageEntry(name, pushed: .daysAgo(1))])]
        }
        let cluster = WorkloadsEntry(clusters: [ClusterEntry("there")])
        let file = RegistryFile(
            repositories: app("home"),
            registries: [
                RegistryEntry(
                    Location(account: "222222222222", region: "eu-west-1"), repositories: app("other account"),
                    workloads: cluster),
                RegistryEntry(
                    Location(account: "123456789012", region: "us-east-1"), repositories: app("other region")),
            ],
            roles: [
                RoleEntry(Self.role, externalID: "secret-id"),
                RoleEntry("arn:aws:iam::222222222222:role/chained", trusts: [Self.role]),
            ])
        registry = try SimulatedRegistry(file, authentication: .signatures([Self.key]), clock: { start })
    }

    /// A signed request.
    private func send(
        _ service: String, target: String? = nil, path: String = "/", body: String = "{}", key: Credentials = key,
        region: String = "eu-west-1", at date: Date = start
    ) throws -> Reply {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: path)
        if let target { head.headerFields[try #require(HTTPField.Name("X-Amz-Target"))] = target }
        let signer = SigV4Signer(credentials: key, region: try #require(Region(region)), service: service)
        return Reply(registry.answer(to: try signer.sign(head, body: Data(body.utf8), at: date), body: Data(body.utf8)))
    }

    private func images(_ key: Credentials = key, region: String = "eu-west-1", at date: Date = start) throws -> Reply {
        try send(
            "ecr", target: "AmazonEC2ContainerRegistry_V20150921.DescribeImages", body: #"{"repositoryName":"app"}"#,
            key: key, region: region, at: date)
    }

    private func assume(
        _ form: String = "RoleArn=\(role)&RoleSessionName=run&ExternalId=secret-id", key: Credentials = key
    ) throws -> Reply {
        try send("sts", body: "Action=AssumeRole&Version=2011-06-15&\(form)", key: key)
    }

    private func credentials(_ reply: Reply) throws -> Credentials {
        func element(_ name: String) throws -> String {
            String(try #require(reply.text.firstMatch(of: try Regex("<\(name)>(.*)</\(name)>")))[1].substring ?? "")
        }
        return Credentials(
            accessKeyID: try element("AccessKeyId"), secretAccessKey: try element("SecretAccessKey"),
            sessionToken: try element("SessionToken"))
    }

    @Test("are told apart by the signature's region and by whose credentials they are")
    func places() throws {
        let assumed = try credentials(assume())
        let found = try [images(), images(region: "us-east-1"), images(assumed)].map {
            $0.strings("imageDetails", "imageDigest")
        }
        #expect(found.allSatisfy { $0.count == 1 } && Set(found).count == 3)
        #expect(try images(assumed, region: "us-east-1").code == "RepositoryNotFoundException")
        #expect(registry.images(in: "app", of: .ecr(Location(account: "222222222222", region: "eu-west-1"))).count == 1)
        let clusters = try send("ecs", target: "AmazonEC2ContainerServiceV20141113.ListClusters", key: assumed)
        #expect(clusters.texts("clusterArns") == ["arn:aws:ecs:eu-west-1:222222222222:cluster/there"])
    }

    @Test("refuse a region that the file does not have")
    func unknownRegion() throws {
        #expect(try images(region: "eu-west-2").code == "InvalidSignatureException")
    }

    @Test("say who calls")
    func identity() throws {
        let reply = try send("sts", body: "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(reply.text.contains("<Account>123456789012</Account>"))
        let assumed = try credentials(assume())
        let other = try send("sts", body: "Action=GetCallerIdentity&Version=2011-06-15", key: assumed)
        #expect(other.text.contains("<Arn>arn:aws:sts::222222222222:assumed-role/cleanup/run</Arn>"))
    }

    @Test(
        "give no credentials for a role that is not there, or that does not trust the caller, or to a wrong external id",
        arguments: [
            "RoleArn=arn:aws:iam::222222222222:role/none&RoleSessionName=run",
            "RoleArn=arn:aws:iam::222222222222:role/chained&RoleSessionName=run",
            "RoleArn=\(role)&RoleSessionName=run", "RoleArn=\(role)&RoleSessionName=run&ExternalId=other",
        ])
    func denied(form: String) throws {
        let reply = try assume(form)
        #expect(reply.status == 403)
        #expect(reply.text.contains("<Code>AccessDenied</Code>"))
        #expect(reply.text.contains("is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::"))
    }

    @Test(
        "refuse requests that STS's model does not allow",
        arguments: [
            "RoleSessionName=run", "RoleArn=\(role)", "RoleArn=\(role)&RoleSessionName=a%20b",
            "RoleArn=\(role)&RoleSessionName=run&ExternalId=secret-id&DurationSeconds=899",
            "RoleArn=\(role)&RoleSessionName=run&ExternalId=secret-id&DurationSeconds=3601",
        ])
    func invalid(form: String) throws {
        let reply = try assume(form)
        #expect(reply.status == 400)
        #expect(reply.text.contains("<Code>ValidationError</Code>"))
    }

    @Test("let a role be assumed with another role's credentials, for an hour at most")
    func chain() throws {
        let assumed = try credentials(assume())
        let form = "RoleArn=arn:aws:iam::222222222222:role/chained&RoleSessionName=run"
        #expect(try assume(form, key: assumed).status == 200)
        #expect(try assume(form + "&DurationSeconds=3601", key: assumed).text.contains("role chaining"))
    }

    @Test("end sessions when their time is over")
    func expiry() throws {
        let assumed = try credentials(
            assume("RoleArn=\(Self.role)&RoleSessionName=run&ExternalId=secret-id&DurationSeconds=900"))
        registry.clockOffsetSeconds = 899
        #expect(try images(assumed, at: start.addingTimeInterval(899)).status == 200)
        registry.clockOffsetSeconds = 900
        #expect(try images(assumed, at: start.addingTimeInterval(900)).code == "ExpiredTokenException")
    }

    @Test(
        "have signatures for each service",
        arguments: [
            ("lambda", "/2015-03-31/functions/x/versions", 404), ("inspector2", "/coverage/list", 200),
            ("batch", "/v1/describejobdefinitions", 200), ("batch", "/coverage/list", 403),
            ("inspector2", "/v1/describejobdefinitions", 403),
        ])
    func signatures(service: String, path: String, status: Int) throws {
        var head = HTTPRequest(
            method: service == "lambda" ? .get : .post, scheme: "http", authority: "localhost", path: path)
        let signer = SigV4Signer(credentials: Self.key, region: try #require(Region("eu-west-1")), service: service)
        head = try signer.sign(head, body: Data("{}".utf8), at: start)
        #expect(Reply(registry.answer(to: head, body: Data("{}".utf8))).status == status)
    }

    @Test("answer STS's errors of signatures by STS's names")
    func signatureNames() throws {
        let wrong = Credentials(accessKeyID: "AKIDONE", secretAccessKey: "two", sessionToken: nil)
        let reply = try assume(key: wrong)
        #expect(reply.status == 403)
        #expect(reply.text.contains("<Code>SignatureDoesNotMatch</Code>"))
        let unknown = Credentials(accessKeyID: "AKIDTWO", secretAccessKey: "two", sessionToken: nil)
        #expect(try assume(key: unknown).text.contains("<Code>InvalidClientTokenId</Code>"))
    }
}
