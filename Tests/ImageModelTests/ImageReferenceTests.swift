import ImageModel
import Testing

@Suite("Image references")
struct ImageReferenceTests {
    static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(
        "every form of a private registry's host is understood",
        arguments: [
            ("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1"),
            ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            ("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1"),
            ("123456789012.dkr-ecr-fips.us-east-1.on.aws", "us-east-1"),
            ("123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1"),
            ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
            ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
            ("123456789012.DKR.ECR.EU-WEST-1.amazonaws.com:443", "eu-west-1"),
            ("123456789012.dkr.ecr.xx-new-1.amazonaws.tomorrow", "xx-new-1"),
        ])
    func privateHosts(host: String, region: String) throws {
        let reference = try #require(ImageReference("\(host)/team-a/app:v1"))
        #expect(reference.registry == .ecr(account: "123456789012", region: region))
        #expect(reference.repository == "team-a/app")
        #expect(reference.tag == "v1")
        #expect(reference.digest == nil)
    }

    @Test(
        "ECR can have what is well-formed, and nothing else",
        arguments: [
            ("app:v1", true), ("team-a/app", true), ("a.b/c_d:V1._-", true), ("app@\(digest)", true),
            ("app:_x", true), ("app:\(String(repeating: "a", count: 128))", true),
            ("app:v1 ", false), ("app:v1\n", false), ("app:v1\u{a0}", false), ("app:v1\u{200b}", false),
            ("app:v1\0", false), ("app: v1", false), ("app:*", false), ("app:v1#c", false), ("app:v1,b:v2", false),
            ("App:v1", false), ("/app:v1", false), ("app:v1/", false), ("app/:v1", false), ("app-:v1", false),
            ("app:.v1", false), ("app:-v1", false), ("app:\(String(repeating: "a", count: 129))", false),
            ("app: v1@\(digest)", false),
        ])
    func wellFormed(name: String, isWellFormed: Bool) throws {
        let reference = try #require(ImageReference("123456789012.dkr.ecr.eu-west-1.amazonaws.com/\(name)"))
        #expect(reference.isWellFormed == isWellFormed)
        let published = try #require(ImageReference("public.ecr.aws/alias/\(name)"))
        #expect(published.isWellFormed == isWellFormed)
    }

    @Test(
        "a registry that can't be is not well-formed",
        arguments: [
            "123456789012.dkr.ecr.eu west.amazonaws.com/app", "public.ecr.aws/Alias/app", "public.ecr.aws//app",
        ])
    func registries(text: String) { #expect(ImageReference(text)?.isWellFormed != true) }

    @Test("a public image is understood by both hosts", arguments: ["public.ecr.aws", "ecr-public.aws.com"])
    func publicHosts(host: String) throws {
        let reference = try #require(ImageReference("\(host)/docker/library/alpine:3.20"))
        #expect(reference.registry == .ecrPublic(alias: "docker"))
        #expect(reference.repository == "library/alpine")
    }

    @Test("an image is named by its tag, its digest, both or neither")
    func names() throws {
        let name = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"
        let digest = try #require(ImageDigest(Self.digest))
        #expect(ImageReference("\(name)@\(Self.digest)")?.digest == digest)
        #expect(ImageReference("\(name)@\(Self.digest)")?.tag == nil)
        #expect(ImageReference("\(name):v1@\(Self.digest)")?.digest == digest)
        #expect(ImageReference("\(name):v1@\(Self.digest)")?.tag == "v1")
        #expect(ImageReference(name)?.tag == "latest")
    }

    @Test(
        "what is no image of ECR's is none",
        arguments: [
            "", "/", "app", "app:v1", "docker.io/library/alpine:3", "ghcr.io/a/b@sha256:12",
            "12345678901.dkr.ecr.eu-west-1.amazonaws.com/app", "x23456789012.dkr.ecr.eu-west-1.amazonaws.com/app",
            "123456789012.dkr.gcr.eu-west-1.amazonaws.com/app", "123456789012.dkr.ecr.eu-west-1/app",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:12", "public.ecr.aws/alpine",
            "evil.example/123456789012.dkr.ecr.eu-west-1.amazonaws.com/app",
        ])
    func others(text: String) {
        #expect(ImageReference(text) == nil)
    }
}
