import AWSClient
import Essentials
import ImageModel
import ImageUsage
import Retention
import S3Client

/// The kept answers about one region and account, in the fan-out's bucket.
///
/// The bucket's policy lets nobody but the function's role write there.
struct S3AnswerStore: AnswerStore {
    let objects: S3Client
    let settings: FanOutSettings
    let access: Target.Access
    /// The region, also where the access names none.
    let region: Region
    /// The program's version.
    let version: String

    /// The largest text that is read, in bytes.
    private static let largestText = 64 << 20

    func read(_ name: String, in context: CallContext) async throws -> Data? {
        do {
            return try await objects.scoped(to: context).getObject(
                try object(name), maximumSize: Self.largestText, expectedOwner: settings.bucketOwner
            ).body
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        }
    }

    func write(_ text: Data, as name: String, in context: CallContext) async throws {
        try await objects.scoped(to: context).putObject(
            try object(name), body: text, contentType: "application/json", expectedOwner: settings.bucketOwner)
    }

    /// The object of a name: below the role, or below `own` for the caller's own account.
    ///
    /// Another version of the program may read more out of an answer, so each version keeps its own.
    private func object(_ name: String) throws -> S3URI {
        try settings.object(
            "\(FanOutSettings.keptAnswersFolder)/\(version)/\(access.roleARN ?? "own")/\(region.code)/\(name)")
    }
}
