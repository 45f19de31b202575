import Essentials
import HTTPTransport
import HTTPTypes

/// Requests to the instance metadata service, version 2.
struct InstanceMetadataSession {
    /// The result of a request.
    enum Answer {
        case text(String)
        /// The service refused with a status that another attempt would not change.
        case refused(status: Int)
        /// Nobody answered.
        case unreachable
    }

    /// An error of the service that lasted through all attempts.
    struct Failure: Error {
        let message: String
    }

    let endpoint: Endpoint
    let timeout: Duration
    let attempts: Int
    let transport: any Transport

    /// Asks for a token, which every other request needs.
    ///
    /// - Throws: ``Failure`` when the service fails at each attempt, and `CancellationError`.
    func token() async throws -> Answer {
        try await send(.put, "/latest/api/token", [.metadataTokenLifetime: "21600"])
    }

    /// Reads a document.
    ///
    /// - Throws: ``Failure`` when the service fails at each attempt, and `CancellationError`.
    func get(_ path: String, token: String) async throws -> Answer {
        try await send(.get, path, [.metadataToken: token])
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields) async throws -> Answer {
        let request = TransportRequest(
            head: HTTPRequest(
                method: method, scheme: endpoint.scheme, authority: endpoint.authority, path: endpoint.path + path,
                headerFields: fields),
            connectTimeout: timeout, timeout: timeout, maximumResponseSize: 64 << 10)
        for attempt in 1...attempts {
            let isLast = attempt == attempts
            do {
                let response = try await transport.send(request)
                switch response.head.status.code {
                case 200: return .text(String(decoding: response.body, as: UTF8.self))
                case 429, 500...:
                    guard isLast else { continue }
                    throw Failure(message: "the service answered with the status \(response.head.status.code)")
                case let status: return .refused(status: status)
                }
            } catch is TransportError {
                if isLast { return .unreachable }
            }
        }
        return .unreachable
    }
}

extension HTTPField.Name {
    fileprivate static let metadataToken = HTTPField.Name(constant: "X-aws-ec2-metadata-token")
    fileprivate static let metadataTokenLifetime = HTTPField.Name(constant: "X-aws-ec2-metadata-token-ttl-seconds")
}
