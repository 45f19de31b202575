import Essentials
import ImageModel

/// Credentials of the chosen profile, or of the environment's web identity.
///
/// Each call fetches again, through all roles on the way.
struct ProfileCredentialProvider: CredentialProvider {
    let context: CredentialContext

    /// Returns the credentials, or `nil` when neither the profile nor the environment names a source.
    ///
    /// - Throws: ``CredentialError`` when the source yields none. `CancellationError` when the task was cancelled.
    func credentials() async throws -> Credentials? {
        guard
            let source = try ProfileCredentialSource.chosen(
                in: context.sharedConfig, environment: context.environment)
        else { return nil }
        return try await credentials(from: source)
    }

    private func credentials(from source: ProfileCredentialSource) async throws -> Credentials {
        let now = context.system.now
        switch source {
        case .keys(let document, let place):
            return try document.credentials(
                from: place, now: now(),
                nextStep: "Give the profile both aws_access_key_id and aws_secret_access_key in that file")
        case .process(let command, let place):
            return try await CredentialProcess(
                command: command, source: place, environment: context.environment, now: now,
                sleep: context.system.sleep
            ).credentials()
        case .webIdentity(let identity):
            return try await provided(
                by: WebIdentityCredentialProvider(
                    identity, sts: try sts(by: NoCredentials()), files: context.files, now: now), identity.source)
        case .sso(let settings):
            return try await provided(by: try singleSignOn(settings), settings.source)
        case .login(let session):
            return try await provided(
                by: LoginCredentialProvider(
                    session, environment: context.environment, files: context.files, now: now), session.source)
        case .named(let named, let place):
            return try await provided(by: provider(of: named), place, source: ": \(named.rawValue)")
        case .role(let role, let source):
            return try await assume(role, with: try await credentials(from: source))
        }
    }

    /// The credentials of a source that the settings name, so that it has to have some.
    ///
    /// - Parameter source: The source's name after a colon, if the place does not say it.
    private func provided(
        by provider: some CredentialProvider, _ place: String, source: String = ""
    ) async throws -> Credentials {
        guard let credentials = try await provider.credentials() else {
            throw CredentialError(
                source: place, message: "the source that it names has no credentials\(source)",
                nextStep: "Set that source up, or choose another profile by --profile or AWS_PROFILE")
        }
        return credentials
    }

    private func provider(of named: NamedCredentialSource) -> any CredentialProvider {
        switch named {
        case .environment: EnvironmentCredentialProvider(environment: context.environment, now: context.system.now)
        case .container: context.containerProvider
        case .instanceMetadata: context.instanceMetadataProvider
        }
    }

    private func assume(_ role: ProfileRole, with credentials: Credentials) async throws -> Credentials {
        var session = role.role
        if let serial = role.mfaSerial {
            session.mfa = AssumedRole.MFA(serial: serial, code: try code(of: serial, for: role))
        }
        let provider = AssumedRoleProvider(
            sts: try sts(by: KnownCredentials(credentials)), role: session, now: context.system.now)
        return try await provided(by: provider, role.source)
    }

    /// Asks for the code of an MFA device.
    private func code(of serial: String, for role: ProfileRole) throws(CredentialError) -> String {
        guard let ask = context.askForCode else {
            throw CredentialError(
                source: role.source, message: "its role needs an MFA code, and there is no terminal to ask on",
                nextStep: "Sign in by the AWS CLI: \(ExportCommand.text(profile: context.sharedConfig.profileName))")
        }
        guard let code = ask(serial) else {
            throw CredentialError(
                source: role.source, message: "its role needs an MFA code again, which is asked for once in a run",
                nextStep: "Run again, with a longer duration_seconds in the profile")
        }
        guard code.count == 6, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw CredentialError(
                source: role.source, message: "an MFA code is six digits, and something else was given",
                nextStep: "Run again, and type the code that the device shows")
        }
        return code
    }

    private func sts(by credentials: any CredentialProvider) throws -> STSClient {
        STSClient(client: try context.makeClient(.sts, context.region, credentials))
    }

    private func singleSignOn(_ settings: SSOSettings) throws -> SSOCredentialProvider {
        guard let region = Region(settings.region) else {
            throw CredentialError(
                source: settings.source, message: "its sso_region is not a region's code, such as eu-west-1",
                nextStep: "Run: aws configure sso")
        }
        return SSOCredentialProvider(
            settings,
            portal: SSOClient(client: try context.makeClient(.sso, region, NoCredentials())),
            oidc: SSOOIDCClient(client: try context.makeClient(.ssoOIDC, region, NoCredentials())),
            home: context.environment["HOME"], files: context.files, now: context.system.now)
    }
}

/// Credentials that were fetched before.
struct KnownCredentials: CredentialProvider {
    private let known: Credentials

    init(_ known: Credentials) { self.known = known }

    func credentials() -> Credentials? { known }
}

extension CredentialContext {
    /// The credentials of a container's endpoint.
    var containerProvider: ContainerCredentialProvider {
        ContainerCredentialProvider(
            environment: environment, transport: localTransport, files: files, now: system.now, sleep: system.sleep)
    }

    /// The credentials of an EC2 instance's role.
    var instanceMetadataProvider: InstanceMetadataCredentialProvider {
        let settings = sharedConfig.profile.map { profile in
            profile.configSettings.merging(profile.credentialsSettings) { $1 }.mapValues(\.value)
        }
        return InstanceMetadataCredentialProvider(
            settings: InstanceMetadataSettings(environment: environment, profile: settings ?? [:]),
            transport: localTransport, now: system.now)
    }
}
