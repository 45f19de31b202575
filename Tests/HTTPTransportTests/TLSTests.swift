import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite("TLS", .timeLimit(.minutes(10)))
struct TLSTests {
    @Test("A self-signed certificate is not trusted")
    func refusesUnknownIssuer() async throws {
        let server = try await TLSServer(certificateFor: "IP:127.0.0.1")
        #expect(await failureKind { try await CurlTransport().send(server.request) } == .untrusted)
    }

    @Test("A certificate in the CA bundle is trusted, and its connections are worth a whole response")
    func trustsBundle() async throws {
        let server = try await TLSServer(certificateFor: "IP:127.0.0.1")
        let transport = CurlTransport(configuration: TransportConfiguration(caBundlePath: server.certificatePath))
        for _ in 0..<3 { #expect(try await transport.send(server.request).head.status == .ok) }
    }

    @Test("A trusted certificate of another host is refused")
    func refusesOtherName() async throws {
        let server = try await TLSServer(certificateFor: "DNS:other.example")
        let transport = CurlTransport(configuration: TransportConfiguration(caBundlePath: server.certificatePath))
        #expect(await failureKind { try await transport.send(server.request) } == .untrusted)
    }

    @Test("A CA bundle that can't be read is named")
    func namesMissingBundle() async throws {
        let server = try ScriptedServer(.never)
        let transport = CurlTransport(configuration: TransportConfiguration(caBundlePath: "/no/such/bundle.pem"))
        let error = await failure { try await transport.send(request(of: server, scheme: "https")) }
        #expect(error?.kind == .untrusted)
        #expect(error?.message.contains("/no/such/bundle.pem") == true)
    }

}
