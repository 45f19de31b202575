import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPTransport

@Suite("Proxies", .timeLimit(.minutes(10)))
struct ProxyTests {
    @Test("A plain request goes to the proxy in absolute form")
    func usesProxy() async throws {
        let proxy = try ScriptedServer(.respond(text: "from the proxy"))
        let transport = transport(ProxySettings(http: "http://\(proxy.authority)"))
        let response = try await transport.send(request(.get, "/a?b", authority: "service.example"))
        #expect(response.text == "from the proxy")
        #expect(proxy.requests.first?.path == "http://service.example/a?b")
        #expect(proxy.requests.first?.headerFields[try #require(.init("Host"))] == "service.example")
    }

    @Test("A host among the exceptions is reached directly", arguments: ["127.0.0.1", "*", "example.com, 127.0.0.0/8"])
    func honoursExceptions(exceptions: String) async throws {
        let server = try ScriptedServer(.respond(text: "direct"))
        let transport = transport(ProxySettings(http: "http://127.0.0.1:1", exceptions: exceptions))
        #expect(try await transport.send(request(of: server)).text == "direct")
    }

    @Test("An https request asks the proxy for a tunnel, and reports its refusal without its password")
    func tunnels() async throws {
        let proxy = try ScriptedServer(
            ScriptedReply([.send(Data("HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n".utf8)), .close]))
        let transport = transport(ProxySettings(https: "http://user:hunter2@\(proxy.authority)"))
        let error = await failure { try await transport.send(request(authority: "service.example", scheme: "https")) }
        #expect(error?.kind == .couldNotConnect)
        #expect(error?.message.contains("407") == true)
        #expect(error?.message.contains("hunter2") == false)
        #expect(proxy.requests.first?.method == "CONNECT")
        #expect(proxy.requests.first?.path == "service.example:443")
    }

    @Test(
        "A proxy that makes no sense is an error without its password",
        arguments: [
            "nonsense://user:hunter2@127.0.0.1:1", "http://user:hunter2@127.0.0.1:99999", "http://user:hunter2@[::1",
            "http://user:hunter2@127.0.0.1:1",
        ])
    func hidesPasswords(proxy: String) async throws {
        let transport = transport(ProxySettings(http: proxy))
        let error = try #require(await failure { try await transport.send(request(authority: "service.example")) })
        #expect(!error.description.contains("hunter2"))
    }

    @Test("Without a proxy the process environment's is not used either")
    func ignoresProcessEnvironment() async throws {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:1", 1)
            }
            let server = try ScriptedServer(.respond(text: "direct"))
            #expect(try await CurlTransport().send(request(of: server)).text == "direct")
        }
    }

    @Test("Without exceptions the process environment's are not used either")
    func ignoresProcessExceptions() async throws {
        await #expect(processExitsWith: .success) {
            setenv("no_proxy", "*", 1)
            let proxy = try ScriptedServer(.respond(text: "from the proxy"))
            let settings = ProxySettings(http: "http://\(proxy.authority)")
            let transport = CurlTransport(configuration: TransportConfiguration(proxies: settings))
            #expect(try await transport.send(request(authority: "service.example")).text == "from the proxy")
        }
    }

    @Test(
        "Settings are read from the environment as curl reads them",
        arguments: [
            ([:], ProxySettings.none),
            (["HTTPS_PROXY": "http://p"], ProxySettings(https: "http://p")),
            (["https_proxy": "http://low", "HTTPS_PROXY": "http://up"], ProxySettings(https: "http://low")),
            (["https_proxy": "", "HTTPS_PROXY": "http://up"], ProxySettings(https: "http://up")),
            (["HTTP_PROXY": "http://cgi"], .none),
            (["http_proxy": "http://p"], ProxySettings(http: "http://p")),
            (["ALL_PROXY": "http://all"], ProxySettings(http: "http://all", https: "http://all")),
            (
                ["all_proxy": "http://all", "https_proxy": "http://p"],
                ProxySettings(http: "http://all", https: "http://p")
            ),
            (["NO_PROXY": "a,b"], ProxySettings(exceptions: "a,b")),
            (["no_proxy": "a", "NO_PROXY": "b"], ProxySettings(exceptions: "a")),
        ])
    func readsEnvironment(environment: [String: String], settings: ProxySettings) {
        #expect(ProxySettings(environment: environment) == settings)
    }

    private func transport(_ proxies: ProxySettings) -> CurlTransport {
        CurlTransport(configuration: TransportConfiguration(proxies: proxies))
    }
}
