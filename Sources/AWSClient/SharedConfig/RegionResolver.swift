public import ImageModel

/// Finds the region to work in.
public struct RegionResolver: Sendable {
    private let settings: SettingLookup
    private let profileName: String

    /// Creates a resolver over the process's environment and the shared AWS files.
    public init(environment: [String: String], sharedConfig: SharedConfig) {
        settings = SettingLookup(environment: environment, sharedConfig: sharedConfig)
        profileName = sharedConfig.profileName
    }

    /// Returns the region from the environment or the profile.
    ///
    /// `AWS_REGION` comes first, then `AWS_DEFAULT_REGION`, then the profile's `region`.
    ///
    /// - Throws: ``RegionError`` when none of them is set, or when the first one set is not a region's code.
    public func region() throws(RegionError) -> Region {
        guard let setting = settings.value("AWS_REGION", "AWS_DEFAULT_REGION", setting: "region") else {
            throw RegionError(
                source: "region",
                message: "none is set. Set AWS_REGION, such as AWS_REGION=eu-west-1, or the region of the profile "
                    + profileName)
        }
        guard let region = Region(setting.text) else {
            throw RegionError(
                source: setting.source,
                message: "\(String(reflecting: setting.text)) is not a region's code, such as eu-west-1")
        }
        return region
    }
}

/// An error of the search for a region.
public struct RegionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The variable or the setting that is at fault.
    public let source: String

    /// The problem and the next step.
    public let message: String

    /// Creates an error.
    public init(source: String, message: String) {
        self.source = source
        self.message = message
    }

    /// The source and the message.
    public var description: String { "\(source): \(message)" }
}
