import Essentials

/// The address that a container's credentials are fetched from.
///
/// The token is sent there. So plain HTTP is allowed only to addresses on this machine or its host.
struct ContainerCredentialEndpoint: Hashable {
    let scheme: String
    let authority: String
    let path: String

    /// The hosts that may be asked over plain HTTP.
    ///
    /// They are the addresses of ECS and EKS, which no network routes, and the name of this machine.
    private static let plainHosts: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"]

    /// Reads the variables that Lambda (for SnapStart), ECS, EKS and Greengrass set.
    ///
    /// The result is `nil` when none is set.
    ///
    /// - Throws: ``CredentialError`` when the address is malformed or must not be sent the token.
    init?(environment: [String: String]) throws(CredentialError) {
        func value(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }

        let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
        if let path = value(relative) {
            guard path.hasPrefix("/"), URL(string: path, encodingInvalidCharacters: false) != nil else {
                throw CredentialError(
                    source: relative, message: "it is not a path that begins with /",
                    nextStep: "Leave the variable as ECS sets it, or unset it")
            }
            self.init(scheme: "http", authority: "169.254.170.2", path: path)
        } else if let url = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            try self.init(fullURI: url)
        } else {
            return nil
        }
    }

    private init(scheme: String, authority: String, path: String) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
    }

    private init(fullURI: String) throws(CredentialError) {
        func failure(_ message: String) -> CredentialError {
            CredentialError(
                source: "AWS_CONTAINER_CREDENTIALS_FULL_URI", message: message,
                nextStep: "Use https, or http with a loopback address or one of "
                    + Self.plainHosts.sorted().joined(separator: ", "))
        }
        guard let url = URLComponents(string: fullURI, encodingInvalidCharacters: false),
            let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.encodedHost, !host.isEmpty, url.user == nil, url.password == nil
        else {
            throw failure("it is not a URL of the form http://host/path or https://host/path")
        }
        let address = host.lowercased().trimmingPrefix("[").prefix { $0 != "]" }
        guard scheme == "https" || Self.plainHosts.contains(String(address)) || Self.isLoopback(address) else {
            throw failure("the host \(address) must not be asked by plain http")
        }
        let path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        self.init(
            scheme: scheme, authority: host + (url.port.map { ":\($0)" } ?? ""),
            path: path + (url.percentEncodedQuery.map { "?\($0)" } ?? ""))
    }

    /// Whether an address is in `127.0.0.0/8` or is `::1`.
    ///
    /// `::1` may be written in full.
    private static func isLoopback(_ address: some StringProtocol) -> Bool {
        if ["::1", "0:0:0:0:0:0:0:1"].contains(String(address)) { return true }
        let octets = address.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127"
            && octets.allSatisfy { $0.allSatisfy(\.isNumber) && UInt8($0).map(String.init) == String($0) }
    }
}
