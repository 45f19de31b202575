import Essentials

struct GetRegistryScanningConfigurationResponse: Encodable {
    var registryId: String
    var scanningConfiguration: ScanningEntry
}

extension Registry {
    /// Returns which images the registry scans.
    func registryScanningConfiguration() throws -> Data {
        try Message.encode(
            GetRegistryScanningConfigurationResponse(registryId: id, scanningConfiguration: scanning))
    }
}
