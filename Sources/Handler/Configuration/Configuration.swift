import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel

/// The settings from the environment and the chosen profile.
///
/// They are the same for every event of a process.
struct Configuration: Sendable {
    /// Whether nothing is deleted.
    ///
    /// Only the exact text `false` in `DRY_RUN` allows deletions: any other text, such as a typing error, keeps images.
    var isDryRun: Bool
    /// The warning about a `DRY_RUN` that may have been meant as `false`.
    var dryRunNotice: String?
    /// The source of the policy.
    var policy: PolicySource
    /// The region of the registry.
    var region: Region
    /// The endpoints of the services.
    var endpoints: EndpointResolver
    /// The maximum number of attempts at one call, including the first.
    var maximumAttempts: Int

    /// The place of reports and plans in S3; `nil` for none.
    var reports: ReportSettings?
    /// The bucket of the fan-out; `nil` for none.
    var fanOut: FanOutSettings?
    /// Whether a run deletes only what an approved plan names.
    ///
    /// Only an absent `REQUIRE_APPROVAL` or the exact text `false` needs no approval.
    var requiresApproval: Bool
    /// Whether the policy is one that the caller only tries out.
    var isWhatIf: Bool
    /// The messages for people after a run; `nil` for none.
    var notifications: NotificationSettings?
    /// The path of a PEM file of trusted certificates, in place of the system's.
    var caBundlePath: String?

    /// Reads the configuration.
    ///
    /// - Parameter policyFile: the file that `--policy` names; it replaces `CLEANUP_POLICY`.
    /// - Throws: ``ConfigurationError``, which names the variable, its problem and the remedy.
    init(environment: [String: String], sharedConfig: SharedConfig, policyFile: String? = nil) throws {
        isDryRun = environment["DRY_RUN"] != "false"
        dryRunNotice = Self.dryRunNotice(environment["DRY_RUN"])
        policy = try PolicySource(environment: environment, file: policyFile)
        let settings = SettingLookup(environment: environment, sharedConfig: sharedConfig)
        maximumAttempts = try Self.maximumAttempts(settings.value("AWS_MAX_ATTEMPTS", setting: "max_attempts"))
        reports = try ReportSettings(environment: environment)
        fanOut = try FanOutSettings(environment: environment)
        requiresApproval = environment["REQUIRE_APPROVAL", default: "false"] != "false"
        isWhatIf = policyFile != nil
        guard !requiresApproval || reports != nil else {
            throw ConfigurationError(
                "REQUIRE_APPROVAL needs REPORTS, where plans are written and approved: set REPORTS=s3://BUCKET/PREFIX")
        }
        notifications = try NotificationSettings(environment: environment)
        caBundlePath = settings.value("AWS_CA_BUNDLE", setting: "ca_bundle")?.text
        do {
            region = try RegionResolver(environment: environment, sharedConfig: sharedConfig).region()
            endpoints = try EndpointResolver(environment: environment, sharedConfig: sharedConfig)
            // An invalid endpoint override is found here, before the first event.
            for service in AWSService.all { _ = try endpoints.endpoint(for: service, in: region) }
        } catch {
            throw ConfigurationError("\(error)")
        }
    }

    private static func dryRunNotice(_ text: String?) -> String? {
        guard let text, !["", "true", "false"].contains(text) else { return nil }
        return "DRY_RUN is \"\(text.excerpt())\", so this is a dry run, and nothing is deleted. "
            + "To let images be deleted, write DRY_RUN=false, in exactly these letters"
    }

    private static func maximumAttempts(_ setting: SettingLookup.Value?) throws -> Int {
        guard let setting else { return 3 }
        guard let attempts = Int(setting.text), attempts >= 1 else {
            throw ConfigurationError(
                "\(setting.source) is \"\(setting.text.excerpt())\"; it must be a whole number from 1")
        }
        return attempts
    }
}
