import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport

/// A request to a scripted server, with a timeout that only a fault reaches.
func request(
    _ method: HTTPRequest.Method = .get, _ path: String = "/", of server: ScriptedServer, scheme: String = "http",
    headers: HTTPFields = [:], body: Data = Data()
) -> TransportRequest {
    request(method, path, authority: server.authority, scheme: scheme, headers: headers, body: body)
}

/// A request to a host and port.
func request(
    _ method: HTTPRequest.Method = .get, _ path: String = "/", authority: String, scheme: String = "http",
    headers: HTTPFields = [:], body: Data = Data()
) -> TransportRequest {
    let head = HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: headers)
    return TransportRequest(head: head, body: body, timeout: .seconds(600))
}

/// Bytes without repetition, so that a shifted or repeated part is noticed.
func patternedBytes(_ count: Int) -> Data {
    var state: UInt32 = 1
    return Data(
        (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        })
}

extension TransportResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// The kind of the transport error thrown; `nil` for none or another error.
func failureKind(_ send: () async throws -> TransportResponse) async -> TransportError.Kind? {
    await failure(send)?.kind
}

/// The transport error thrown; `nil` for none or another error.
func failure(_ send: () async throws -> TransportResponse) async -> TransportError? {
    do {
        _ = try await send()
        return nil
    } catch {
        return error as? TransportError
    }
}
