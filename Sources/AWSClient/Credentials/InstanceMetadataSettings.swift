import Essentials

/// The settings of the instance metadata service.
///
/// They come from the environment or from a profile. They are checked only when the service is asked for credentials.
public struct InstanceMetadataSettings: Sendable, Hashable {
    private let environment: [String: String]
    private let profile: [String: String]

    /// Creates settings.
    ///
    /// A variable wins over the profile's setting. An empty value counts as unset.
    ///
    /// - Parameters:
    ///   - environment: The variables `AWS_EC2_METADATA_DISABLED`, `AWS_EC2_METADATA_SERVICE_ENDPOINT`,
    ///     `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, `AWS_METADATA_SERVICE_TIMEOUT` and
    ///     `AWS_METADATA_SERVICE_NUM_ATTEMPTS`.
    ///   - profile: The settings of the profile, by name: those of the variables without `AWS_`, in lower case.
    public init(environment: [String: String], profile: [String: String] = [:]) {
        let prefixes = ["AWS_EC2_METADATA_", "AWS_METADATA_SERVICE_"]
        self.environment = environment.filter { name, _ in prefixes.contains(where: name.hasPrefix) }
        self.profile = profile.filter { name, _ in
            prefixes.contains { "AWS_\(name.uppercased())".hasPrefix($0) }
        }
    }

    /// Whether the service must not be asked: `AWS_EC2_METADATA_DISABLED` is `true`, in any case.
    var isDisabled: Bool { environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" }

    /// The service's address.
    ///
    /// - Throws: ``CredentialError`` that names the setting with an invalid value.
    func endpoint() throws(CredentialError) -> Endpoint {
        let mode = value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
        let defaults = ["ipv4": "http://169.254.169.254", "ipv6": "http://[fd00:ec2::254]"]
        guard let standard = defaults[mode?.text.lowercased() ?? "ipv4"] else {
            throw Self.failure(mode, "it must be IPv4 or IPv6")
        }
        let url = value("AWS_EC2_METADATA_SERVICE_ENDPOINT")
        do {
            // Nothing is signed, so the region has no meaning.
            return try Endpoint(url: url?.text ?? standard, signingRegion: .usEast1)
        } catch {
            throw Self.failure(url, "the URL \(error.fault)")
        }
    }

    /// The time limit for one request; by default a second, since most machines have no such service.
    ///
    /// - Throws: ``CredentialError`` that names the setting with an invalid value.
    func timeout() throws(CredentialError) -> Duration {
        guard let value = value("AWS_METADATA_SERVICE_TIMEOUT") else { return .seconds(1) }
        guard let seconds = Double(value.text), seconds > 0, seconds <= 3_600 else {
            throw Self.failure(value, "it must be a positive number of seconds")
        }
        return .seconds(seconds)
    }

    /// The number of times that each request is tried, by default 1.
    ///
    /// - Throws: ``CredentialError`` that names the setting with an invalid value.
    func attempts() throws(CredentialError) -> Int {
        guard let value = value("AWS_METADATA_SERVICE_NUM_ATTEMPTS") else { return 1 }
        guard let attempts = Int(value.text), (1...100).contains(attempts) else {
            throw Self.failure(value, "it must be a whole number from 1 to 100")
        }
        return attempts
    }

    private func value(_ variable: String) -> (name: String, text: String)? {
        let setting = variable.dropFirst("AWS_".count).lowercased()
        return [(variable, environment[variable]), (setting, profile[setting])].lazy
            .compactMap { name, text in text.flatMap { $0.isEmpty ? nil : (name, $0) } }.first
    }

    private static func failure(_ value: (name: String, text: String)?, _ message: String) -> CredentialError {
        CredentialError(
            source: value?.name ?? "the instance metadata service", message: message,
            nextStep: "Correct the setting, or remove it for the default")
    }
}
