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
    @Test("A request's own authorities are trusted for it alone")
    func trustsOwnAuthorities() async throws {
        let server = try await TLSServer(certificateFor: "IP:127.0.0.1")
        let transport = CurlTransport()
        let trusting = try server.request(trusting: server)
        #expect(try await transport.send(trusting).head.status == .ok)
        // Neither the connection nor the TLS session of the first request serves one that trusts nothing of the kind.
        #expect(await failureKind { try await transport.send(server.request) } == .untrusted)
        #expect(try await transport.send(trusting).head.status == .ok)
    }

    @Test("A request's own authorities replace the CA bundle")
    func ownAuthoritiesReplaceBundle() async throws {
        let server = try await TLSServer(certificateFor: "IP:127.0.0.1")
        let other = try await TLSServer(certificateFor: "IP:127.0.0.1")
        let transport = CurlTransport(configuration: TransportConfiguration(caBundlePath: server.certificatePath))
        #expect(try await transport.send(server.request).head.status == .ok)
        let request = try server.request(trusting: other)
        #expect(await failureKind { try await transport.send(request) } == .untrusted)
    }

    @Test("Authorities that can't be read are a lack of trust", arguments: ["", "no certificate"])
    func namesUnreadableAuthorities(text: String) async throws {
        let server = try await TLSServer(certificateFor: "IP:127.0.0.1")
        var request = server.request
        request.authorities = Data(text.utf8)
        let error = await failure { try await CurlTransport().send(request) }
        #expect(error?.kind == .untrusted)
        #expect(error?.message.contains("authorities for this server") == true)
    }
}
