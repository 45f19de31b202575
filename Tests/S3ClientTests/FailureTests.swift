import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import S3Client
import TestSupport
import Testing

@Suite("Errors of S3")
struct FailureTests {
    private func get(
        _ answers: [Result<TransportResponse, any Error>], maximumAttempts: Int = 1
    ) async throws -> (error: AWSError, count: Int) {
        let transport = StubTransport(answers)
        let client = try S3Client.forTests(transport, maximumAttempts: maximumAttempts)
        let error = try await failure { try await client.getObject(uri("s3://my-bucket/a b"), maximumSize: 9) }
        return (error, transport.requests.count)
    }

    @Test("An error has S3's code, the object and the request's id")
    func code() async throws {
        let error = try await get([.error("NoSuchKey", status: .notFound, ["x-amz-request-id": "R1"])]).error
        #expect(error.description == "s3:GetObject: NoSuchKey: no (s3://my-bucket/a b) (HTTP 404, request R1)")
    }

    @Test("A denied object names the permission, and says that it may not exist")
    func denied() async throws {
        let error = try await get([.error("AccessDenied", status: .forbidden)]).error
        #expect(error.isDenial)
        #expect(error.description.contains("Without s3:ListBucket, S3 says so of an object that does not exist"))
        #expect(error.description.hasSuffix("To do: allow s3:GetObject to the role or user that this runs as"))
    }

    @Test("A denied listing names s3:ListBucket")
    func deniedListing() async throws {
        let client = try S3Client.forTests(StubTransport([.error("AccessDenied", status: .forbidden)]))
        let error = try await failure { for try await _ in client.listObjects(inBucket: "my-bucket") {} }
        #expect(error.description.contains("To do: allow s3:ListBucket"))
        #expect(error.message == "no (s3://my-bucket)")
    }

    @Test("An object whose key of KMS may not be used names kms:Decrypt")
    func deniedKey() async throws {
        let text =
            "<Error><Code>AccessDenied</Code><Message>x is not authorized to perform: kms:Decrypt on y</Message></Error>"
        let error = try await get([.answer(text, status: .forbidden)]).error
        #expect(error.advice?.contains("kms:Decrypt") == true)
    }

    @Test(
        "Passing faults are tried again",
        arguments: [
            ("SlowDown", HTTPResponse.Status.serviceUnavailable), ("InternalError", .internalServerError),
            ("ServiceUnavailable", .serviceUnavailable), ("RequestTimeout", .badRequest),
        ])
    func retries(code: String, status: HTTPResponse.Status) async throws {
        let transport = StubTransport([.error(code, status: status), .answer("x")])
        let client = try S3Client.forTests(transport, maximumAttempts: 3)
        #expect(try await client.getObject(uri("s3://my-bucket/a"), maximumSize: 9).body == Data("x".utf8))
        let (error, count) = try await get(
            Array(repeating: .error(code, status: status), count: 3), maximumAttempts: 3)
        #expect(error.code == AWSError.Code(code))
        #expect(count == 3)
    }

    @Test(
        "A bucket in another region is an error that names the region and the remedy",
        arguments: [
            (HTTPResponse.Status.movedPermanently, "PermanentRedirect", "", ["x-amz-bucket-region": "us-east-2"]),
            (.temporaryRedirect, "TemporaryRedirect", "", ["x-amz-bucket-region": "us-east-2"]),
            (.badRequest, "AuthorizationHeaderMalformed", "<Region>us-east-2</Region>", [:]),
            (.badRequest, "IllegalLocationConstraintException", "", ["x-amz-bucket-region": "us-east-2"]),
        ])
    func wrongRegion(status: HTTPResponse.Status, code: String, more: String, fields: [String: String]) async throws {
        let (error, count) = try await get([.error(code, status: status, more: more, fields)], maximumAttempts: 3)
        #expect(count == 1)
        #expect(error.code == AWSError.Code(code))
        #expect(
            error.message
                == "the bucket is in the region us-east-2, and was asked for in eu-west-1: use a bucket in eu-west-1, "
                + "or run this in us-east-2 (AWS_REGION) (s3://my-bucket/a b)")
    }

    @Test("A redirect without a region says what to do")
    func redirect() async throws {
        let error = try await get([.answer("", status: .movedPermanently)]).error
        #expect(error.message.hasPrefix("the bucket is not in the region eu-west-1, where it was asked for"))
    }

    @Test("The own region in an error says nothing of another")
    func ownRegion() async throws {
        let error = try await get([
            .error("AuthorizationHeaderMalformed", status: .badRequest, more: "<Region>eu-west-1</Region>")
        ]).error
        #expect(error.message == "no (s3://my-bucket/a b)")
    }

    @Test("An error that is no XML keeps its status", arguments: ["", "no", "<Error>", "<html/>", "{}"])
    func noXML(text: String) async throws {
        let error = try await get([.answer(text, status: .badRequest)]).error
        #expect(error.code == "HTTP400")
    }

    @Test("An override together with FIPS is refused")
    func overrideWithFIPS() throws {
        #expect(throws: EndpointConfigurationError.self) {
            _ = try S3Client.forTests(
                StubTransport([]),
                environment: ["AWS_ENDPOINT_URL_S3": "http://localhost", "AWS_USE_FIPS_ENDPOINT": "true"])
        }
    }
}
