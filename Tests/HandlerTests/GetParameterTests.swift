import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import Handler

@Suite("GetParameter")
struct GetParameterTests {
    private struct FixedCredentials: CredentialProvider {
        func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret") }
    }

    private func client(_ transport: any Transport) throws -> SSMClient {
        let region = try #require(Region("eu-west-1"))
        let configuration = AWSClient.Configuration(
            service: .ssm, endpoint: try EndpointResolver(environment: [:]).endpoint(for: .ssm, in: region),
            maximumAttempts: 1)
        return SSMClient(
            client: AWSClient(
                configuration, transport: transport, credentials: FixedCredentials(),
                system: SystemContext(
                    now: { Date(timeIntervalSince1970: 1_790_000_000) }, sleep: { _ in }, random: { 0.5 })))
    }

    private func answering(_ status: HTTPResponse.Status, _ text: String) -> StubTransport {
        StubTransport([.success(TransportResponse(status, text: text))])
    }

    @Test("asks Systems Manager for the decrypted value")
    func request() async throws {
        let transport = answering(
            .ok, #"{"Parameter":{"Name":"/a/b","Value":"text","Version":3,"ARN":"arn:aws:ssm:…"}}"#)
        #expect(try await client(transport).parameter("/a/b").value == "text")
        let request = try #require(transport.requests.first)
        #expect(request.head.authority == "ssm.eu-west-1.amazonaws.com")
        let target = try #require(HTTPField.Name("X-Amz-Target"))
        #expect(request.head.headerFields[target] == "AmazonSSM.GetParameter")
        let body = try #require(try JSONSerialization.jsonObject(with: request.body) as? [String: Any])
        #expect(body["Name"] as? String == "/a/b")
        #expect(body["WithDecryption"] as? Bool == true)
        #expect(body.count == 2)
    }

    @Test(
        "a value may be a secret unless the parameter's type says that it is none",
        arguments: [
            (#""Type":"String","#, false), (#""Type":"StringList","#, false), (#""Type":"SecureString","#, true),
            (#""Type":"Other","#, true), ("", true),
        ])
    func secure(type: String, isSecure: Bool) async throws {
        let transport = answering(.ok, #"{"Parameter":{\#(type)"Value":"text"}}"#)
        #expect(try await client(transport).parameter("/a/b").isSecure == isSecure)
    }

    @Test("a parameter that is not there is an error that names the operation")
    func missing() async throws {
        let transport = answering(.badRequest, #"{"__type":"ParameterNotFound"}"#)
        let error = await #expect(throws: AWSError.self) { try await client(transport).parameter("/a/b") }
        #expect(error?.code == "ParameterNotFound")
        #expect(error?.operation == "ssm:GetParameter")
    }

    @Test("an answer without a value is an error", arguments: ["{}", #"{"Parameter":{"Name":"/a/b"}}"#])
    func malformed(text: String) async throws {
        let error = await #expect(throws: AWSError.self) { try await client(answering(.ok, text)).parameter("/a/b") }
        #expect(error?.code == .malformedResponse)
    }

    private static let arn = "arn:aws:ssm:eu-west-1:111122223333:parameter"

    @Test(
        "an answer has the name without its version or label, and the name of an ARN in either form",
        arguments: [
            ("/a/b:3", "/a/b", 3), ("/a/b:live", "/a/b", 3), ("\(arn)/a/b", "/a/b", 3),
            ("\(arn)/a/b:3", "\(arn)/a/b", 3), ("\(arn)/policy:live", "policy", 1),
            ("/aws/reference/secretsmanager/s", "/aws/reference/secretsmanager/s", 0),
        ])
    func sameName(asked: String, name: String, version: Int) async throws {
        let text = #"{"Parameter":{"Name":"\#(name)","Version":\#(version),"Value":"text"}}"#
        #expect(try await client(answering(.ok, text)).parameter(asked).value == "text")
    }

    @Test(
        "an answer about another parameter or version is an error that names both",
        arguments: [
            ("/a/b", "/a/c", 3), ("/a/b:3", "/a/c", 3), ("/a/b:3", "/a/b", 4), ("/a/b:live", "/a/c", 3),
            ("\(arn)/a/b", "/a/c", 3), ("\(arn)/a/b:3", "/a/b", 2), ("policy", "/x/policy", 1),
            ("\(arn)/a/b", "\(arn)/a/c", 3),
        ])
    func otherName(asked: String, name: String, version: Int) async throws {
        let text = #"{"Parameter":{"Name":"\#(name)","Version":\#(version),"Value":"text"}}"#
        let error = await #expect(throws: AWSError.self) {
            try await client(answering(.ok, text)).parameter(asked)
        }
        #expect(error?.code == .malformedResponse && error?.operation == "ssm:GetParameter")
        let message = "the answer is about the version \(version) of the parameter \(name), and \(asked) was asked for"
        #expect(error?.message == message)
    }

    @Test("an answer about another account's parameter than the ARN's is an error")
    func otherARN() async throws {
        let other = Self.arn.replacing("111122223333", with: "444455556666")
        let text = #"{"Parameter":{"Name":"/a/b","ARN":"\#(other)/a/b","Value":"text"}}"#
        let error = await #expect(throws: AWSError.self) {
            try await client(answering(.ok, text)).parameter("\(Self.arn)/a/b")
        }
        #expect(error?.message == "the answer is about the parameter \(other)/a/b, and \(Self.arn)/a/b was asked for")
    }

    @Test("garbage as the answer is an error, or the value that another parser finds")
    func garbage() async throws {
        let garbage = Garbage(
            samples: [#"{"Parameter":{"Name":"/a/b","Value":"{\"rules\":[]}","Version":3,"ARN":"arn:aws:ssm:…"}}"#],
            tokens: Garbage.jsonTokens + ["Parameter", "Value"])
        let transport = GarbageTransport(garbage)
        let client = try client(transport)
        for number in Garbage.numbers {
            transport.set(number)
            do {
                let value = try await client.parameter("/a/b").value
                guard !garbage.repeats("\"Value\"", in: number), !garbage.repeats("\"Parameter\"", in: number),
                    let answer = garbage.object(number)
                else { continue }
                #expect(value == (answer["Parameter"] as? [String: Any])?["Value"] as? String, "input \(number)")
            } catch let error as AWSError {
                #expect(!"\(error)".isEmpty, "input \(number)")
            }
        }
    }
}
