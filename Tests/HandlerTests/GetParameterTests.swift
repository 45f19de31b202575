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
