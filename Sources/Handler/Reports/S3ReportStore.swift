import AWSClient
import Cleanup
import Essentials
import ImageModel
import S3Client

/// The folder in S3 that a run writes its reports to.
struct S3ReportStore: ReportStore {
    let settings: ReportSettings
    let objects: S3Client
    let folder: RunFolder

    var prefix: String { settings.address(of: folder.name) }

    func put(_ body: Data, as name: String, contentType: String) async throws {
        guard let object = S3URI(prefix + name) else { throw ConfigurationError("\(prefix + name) can't be a key") }
        try await objects.putObject(
            object, body: body, contentType: contentType, expectedOwner: settings.bucketOwner)
    }
}
