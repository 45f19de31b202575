import AWSClient
import Essentials

/// A cluster, as EKS describes it.
struct EKSCluster: Decodable, Sendable {
    struct Authority: Decodable, Sendable {
        /// The cluster's certificate authority, as base64 of PEM.
        let data: String?
    }

    struct AccessConfig: Decodable, Sendable {
        /// `API`, `API_AND_CONFIG_MAP` or `CONFIG_MAP`.
        let authenticationMode: String?
    }

    let name: String
    let status: String?
    let endpoint: String?
    let certificateAuthority: Authority?
    let accessConfig: AccessConfig?

    /// The server of the Kubernetes API; `nil` if nothing can run in the cluster yet.
    ///
    /// - Throws: `AWSError` when the answer does not tell how to reach the API safely.
    func server() throws -> KubernetesServer? {
        guard let endpoint else {
            guard !["CREATING", "PENDING", "FAILED"].contains(status) else { return nil }
            throw unusable("has the status \(status ?? "unknown") and no endpoint")
        }
        guard let server = KubernetesServer(url: endpoint, authorities: try authorities()) else {
            throw unusable("has an endpoint that is neither an https URL nor an http URL of this machine")
        }
        guard server.scheme == "http" || server.authorities != nil else {
            throw unusable("has no certificate authority")
        }
        return server
    }

    private func authorities() throws -> Data? {
        guard let text = certificateAuthority?.data, !text.isEmpty else { return nil }
        guard let data = Data(base64Encoded: text) else {
            throw unusable("has a certificate authority that is not base64")
        }
        return data
    }

    private func unusable(_ problem: String) -> AWSError {
        AWSError(
            code: .malformedResponse, operation: "eks:DescribeCluster", message: "the EKS cluster \(name) \(problem)")
    }
}

/// The address of a cluster's Kubernetes API, and the authorities that vouch for it.
struct KubernetesServer: Sendable, Hashable {
    /// `https`, or `http` for a loopback address.
    let scheme: String
    let authority: String
    /// The beginning of every path; empty, or it begins with a slash.
    let path: String
    /// The only certificate authorities to trust, as PEM.
    let authorities: Data?

    /// Reads the URL of an endpoint; `nil` if no token may be sent there.
    ///
    /// A token is sent by plain `http` only to this machine, as credentials of containers are.
    init?(url: String, authorities: Data?) {
        guard let url = URLComponents(string: url, encodingInvalidCharacters: false),
            let scheme = url.scheme?.lowercased(), let host = url.encodedHost, !host.isEmpty,
            url.user == nil, url.password == nil, url.query == nil, url.fragment == nil,
            scheme == "https" || scheme == "http" && Self.isLoopback(host.lowercased())
        else { return nil }
        var path = url.percentEncodedPath
        while path.last == "/" { path.removeLast() }
        self.scheme = scheme
        self.path = path
        self.authorities = authorities
        authority = host + (url.port.map { ":\($0)" } ?? "")
    }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }
}
