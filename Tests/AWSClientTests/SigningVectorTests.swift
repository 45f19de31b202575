import AWSClient
import Foundation
import HTTPTypes
import ImageModel
import Testing

/// One of the examples that AWS publishes for Signature Version 4, by its name there.
struct SigningVector: Sendable, CustomTestStringConvertible {
    var name: String
    var method = HTTPRequest.Method.get
    var authority = "example.amazonaws.com"
    var path = "/"
    var fields: [(name: String, value: String)] = []
    var body = ""
    var sessionToken: String?
    var service = "service"
    var signedFields: String
    var signature: String

    var testDescription: String { name }

    static let all = [
        SigningVector(
            name: "get-vanilla", signedFields: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SigningVector(
            name: "get-relative", path: "/example/..", signedFields: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SigningVector(
            name: "get-slash", path: "//", signedFields: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SigningVector(
            name: "get-unreserved", path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signedFields: "host;x-amz-date",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        SigningVector(
            name: "get-utf8", path: "/ሴ", signedFields: "host;x-amz-date",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        SigningVector(
            name: "get-space", path: "/example space/", signedFields: "host;x-amz-date",
            signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        SigningVector(
            name: "get-vanilla-empty-query-key", path: "/?Param1=value1", signedFields: "host;x-amz-date",
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        SigningVector(
            name: "get-vanilla-query-order-key-case", path: "/?Param2=value2&Param1=value1",
            signedFields: "host;x-amz-date",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        SigningVector(
            name: "get-vanilla-utf8-query", path: "/?ሴ=bar", signedFields: "host;x-amz-date",
            signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        SigningVector(
            name: "get-header-key-duplicate",
            fields: [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            signedFields: "host;my-header1;x-amz-date",
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        SigningVector(
            name: "get-header-value-trim", fields: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            signedFields: "host;my-header1;my-header2;x-amz-date",
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        SigningVector(
            name: "post-vanilla", method: .post, signedFields: "host;x-amz-date",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        SigningVector(
            name: "post-x-www-form-urlencoded", method: .post,
            fields: [("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1",
            signedFields: "content-type;host;x-amz-date",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        SigningVector(
            name: "post-sts-header-before", method: .post,
            sessionToken:
                "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeo"
                + "IYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDv"
                + "p75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9"
                + "FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
            signedFields: "host;x-amz-date;x-amz-security-token",
            signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
        SigningVector(
            name: "the IAM user guide's ListUsers", authority: "iam.amazonaws.com",
            path: "/?Action=ListUsers&Version=2010-05-08",
            fields: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], service: "iam",
            signedFields: "content-type;host;x-amz-date",
            signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
    ]
}

@Suite("Signature Version 4, AWS's published examples")
struct SigningVectorTests {
    @Test("Example", arguments: SigningVector.all)
    func example(_ vector: SigningVector) throws {
        var head = HTTPRequest(
            method: vector.method, scheme: "https", authority: vector.authority, path: vector.path)
        for field in vector.fields {
            let name = try #require(HTTPField.Name(field.name))
            head.headerFields.append(HTTPField(name: name, value: field.value))
        }
        let region = try #require(Region("us-east-1"))
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: vector.sessionToken)
        let signer = SigV4Signer(credentials: credentials, region: region, service: vector.service)
        let date = try #require(SigV4Signer.Timestamp("20150830T123600Z")).date

        let signed = try signer.sign(head, body: Data(vector.body.utf8), at: date)

        #expect(signed.headerFields[.amzDate] == "20150830T123600Z")
        #expect(signed.headerFields[.amzSecurityToken] == vector.sessionToken)
        #expect(
            signed.headerFields[.authorization] == """
                AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/\(vector.service)/aws4_request, \
                SignedHeaders=\(vector.signedFields), Signature=\(vector.signature)
                """)
    }
}
