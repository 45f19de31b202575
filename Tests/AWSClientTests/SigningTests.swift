import AWSClient
import Foundation
import HTTPTypes
import Testing

@Suite("What a signature covers, and what it leaves alone")
struct SigningTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private let date = Date(timeIntervalSince1970: 1_440_938_160)

    private func signer(service: String = "service", token: String? = nil) -> SigV4Signer {
        SigV4Signer(
            credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: token),
            region: .usEast1, service: service)
    }

    private func head(_ path: String = "/", _ fields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: "example.com", path: path, headerFields: fields)
    }

    private func signature(service: String = "service", of path: String) throws -> String? {
        let signed = try signer(service: service).sign(head(path), body: Data(), at: date)
        return signed.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init)?.signature
    }

    @Test("Fields that change on the way are left out, all others are signed")
    func fields() throws {
        let names = ["User-Agent", "Connection", "Expect", "Transfer-Encoding", "X-Amzn-Trace-Id", "TE", "Upgrade"]
        var fields: HTTPFields = [.contentType: "application/x-amz-json-1.1", .contentLength: "2"]
        for name in names + ["X-Amz-Target", "Amz-Sdk-Request"] {
            fields[try #require(HTTPField.Name(name))] = "x"
        }
        let signed = try signer(token: "token").sign(head("/", fields), body: Data("{}".utf8), at: date)

        let authorization = try #require(signed.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init))
        #expect(
            authorization.signedFields.map(\.canonicalName) == [
                "amz-sdk-request", "content-length", "content-type", "host", "x-amz-date", "x-amz-security-token",
                "x-amz-target",
            ])
        for name in names {
            #expect(signed.headerFields[try #require(HTTPField.Name(name))] == "x")
        }
    }

    @Test("The token of earlier credentials is removed when the present ones have none")
    func staleToken() throws {
        let once = try signer(token: "token").sign(head(), body: Data(), at: date)
        #expect(once.headerFields[.amzSecurityToken] == "token")
        let signed = try signer().sign(head(), body: Data(), at: date)
        #expect(try signer().sign(once, body: Data(), at: date) == signed)
    }

    @Test("Any change to what is signed changes the signature")
    func coverage() throws {
        let signer = signer()
        let fields: [HTTPField.Name] = [.contentType, .amzDate]
        let original = head("/a?b=c", [.contentType: "text/plain"])
        func signature(_ head: HTTPRequest, _ body: String = "body", at date: Date? = nil) throws -> String {
            try signer.signature(of: head, body: Data(body.utf8), at: date ?? self.date, signedFields: fields)
        }
        func changed(_ change: (inout HTTPRequest) -> Void) throws -> String {
            var head = original
            change(&head)
            return try signature(head)
        }
        let signatures = try [
            signature(original), signature(original, "Body"), signature(original, ""),
            signature(original, at: date + 1), changed { $0.method = .post }, changed { $0.path = "/a?b=d" },
            changed { $0.path = "/A?b=c" }, changed { $0.headerFields[.contentType] = "text/html" },
        ]
        #expect(Set(signatures).count == signatures.count)
        #expect(try signature(original) == changed { $0.headerFields[.userAgent] = "other" })
    }

    @Test("The authority is part of what is signed")
    func authority() throws {
        var other = head()
        other.authority = "example.com:8443"
        let signed = try [head(), other].map {
            try signer().sign($0, body: Data(), at: date).headerFields[.authorization]
        }
        #expect(signed[0] != signed[1])
    }

    @Test(
        "A query has one signature however it is written",
        arguments: [
            ("/?a=1&b=2", "/?b=2&a=1"), ("/?a=2&a=1", "/?a=1&a=2"), ("/?a", "/?a="), ("/?a=~", "/?a=%7e"),
            ("/?a=%2f", "/?a=%2F"), ("/?a=/", "/?a=%2F"), ("/?a=b=c", "/?a=b%3Dc"), ("/?a=%", "/?a=%25"),
            ("/?a=%2", "/?a=%252"), ("/?a=%zz", "/?a=%25zz"), ("/?", "/"), ("/?a&&b", "/?a&b"), ("/?a=ü", "/?a=%C3%BC"),
            ("/?a=+", "/?a=%2B"), ("/?a=b?c", "/?a=b%3Fc"),
        ])
    func queries(one: String, other: String) throws {
        #expect(try signature(of: one) == signature(of: other))
    }

    @Test(
        "Queries that differ have signatures that differ",
        arguments: [("/?a=1", "/?a=2"), ("/?a=+", "/?a=%20"), ("/?a=%2525", "/?a=%25"), ("/?a=1&a-=1", "/?a=1&a=-1")])
    func differentQueries(one: String, other: String) throws {
        #expect(try signature(of: one) != signature(of: other))
    }

    @Test("Paths are normalized but for S3, whose keys may hold any segment")
    func paths() throws {
        #expect(try signature(of: "/a//b/./c/../d") == signature(of: "/a/b/d"))
        #expect(try signature(of: "/a/b/") != signature(of: "/a/b"))
        #expect(try signature(of: "/..") == signature(of: "/"))
        #expect(try signature(of: "") == signature(of: "/"))
        #expect(try signature(service: "s3", of: "/a//b") != signature(service: "s3", of: "/a/b"))
    }

    @Test("No description shows a secret, a token or a signature")
    func descriptions() throws {
        let signer = signer(token: "session-token")
        let signed = try signer.sign(head(), body: Data(), at: date)
        let authorization = try #require(signed.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init))
        for text in [
            "\(signer)", String(reflecting: signer), "\(authorization)", String(reflecting: authorization),
            dumped(signer), dumped(authorization),
        ] {
            #expect(text.contains("AKIDEXAMPLE"))
            #expect(!text.contains(Self.secret))
            #expect(!text.contains("session-token"))
            #expect(!text.contains(authorization.signature))
        }
    }

    private func dumped(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}

@Suite("Reading the Authorization field")
struct SigningAuthorizationTests {
    private static let credential = "Credential=AKID/20150830/us-east-1/ecr/aws4_request"

    @Test(
        "The parts may stand in any order, with or without spaces",
        arguments: [
            "AWS4-HMAC-SHA256 \(credential), SignedHeaders=host;x-amz-date, Signature=abc",
            "AWS4-HMAC-SHA256 \(credential),SignedHeaders=host;x-amz-date,Signature=abc",
            "AWS4-HMAC-SHA256 Signature=abc,  \(credential), SignedHeaders=host;x-amz-date",
        ])
    func wellFormed(value: String) throws {
        let authorization = try #require(SigV4Signer.Authorization(value))
        #expect(authorization.accessKeyID == "AKID")
        #expect(authorization.day == "20150830")
        #expect(authorization.region == "us-east-1")
        #expect(authorization.service == "ecr")
        #expect(authorization.signedFields.map(\.canonicalName) == ["host", "x-amz-date"])
        #expect(authorization.signature == "abc")
    }

    @Test(
        "What is not of Signature Version 4 is not read",
        arguments: [
            "", "Basic QVdTOg==", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ",
            "AWS4-HMAC-SHA1 \(credential), SignedHeaders=host, Signature=abc",
            "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=abc", "AWS4-HMAC-SHA256 \(credential), Signature=abc",
            "AWS4-HMAC-SHA256 \(credential), SignedHeaders=host",
            "AWS4-HMAC-SHA256 \(credential), SignedHeaders=host, Signature=",
            "AWS4-HMAC-SHA256 \(credential), SignedHeaders=host, Signature=abc, Extra=1",
            "AWS4-HMAC-SHA256 \(credential), SignedHeaders=host, Signature=abc, Signature=abd",
            "AWS4-HMAC-SHA256 \(credential), SignedHeaders=ho st, Signature=abc",
            "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/ecr, SignedHeaders=host, Signature=abc",
            "AWS4-HMAC-SHA256 Credential=A/KID/20150830/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature=abc",
            "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/ecr/aws5_request, SignedHeaders=host, Signature=abc",
        ])
    func malformed(value: String) {
        #expect(SigV4Signer.Authorization(value) == nil)
    }
}
