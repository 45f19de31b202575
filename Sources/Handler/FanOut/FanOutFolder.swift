import AWSClient
import Cleanup
import Essentials
import ImageModel
import S3Client

/// The folder of an execution in the fan-out's bucket.
///
/// | object | what it holds | who writes it |
/// | --- | --- | --- |
/// | `items.json` | the batches, which the Distributed Map reads | the step `list` |
/// | `listing.json` | the summary of the listing | the step `list` |
/// | `batches/NNNNN.json` | the summary of a batch | the step `clean` |
/// | `failures/NNNNN.json` | the error of a batch | the state machine |
/// | `summary.json` | the summary of all | the step `summarize`, or the state machine if that fails |
struct FanOutFolder: Sendable {
    let objects: S3Client
    let settings: FanOutSettings
    let execution: String

    /// The largest object that is read, in bytes.
    private static let largestObject = 64 << 20
    /// The number of objects that are read at once.
    private static let width = 16

    /// The folder's address, with a slash at its end.
    var address: String { "\(S3URI.scheme)\(settings.bucket)/\(execution)/" }

    /// Writes an object.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func put(_ body: Data, as name: String) async throws {
        try await objects.putObject(
            try settings.object(execution + "/" + name), body: body, contentType: "application/json",
            expectedOwner: settings.bucketOwner)
    }

    /// Reads an object.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func get(_ name: String) async throws -> Data {
        try await objects.getObject(
            try settings.object(execution + "/" + name), maximumSize: Self.largestObject,
            expectedOwner: settings.bucketOwner
        ).body
    }

    /// Reads the objects of a folder, each of which is named by a batch's number.
    ///
    /// - Throws: ``ConfigurationError`` if an object has another name. `AWSError`, `CancellationError`, and errors of
    ///   `each`.
    func readNumbered<Value: Sendable>(
        in folder: String, _ each: @escaping @Sendable (Int, Data) throws -> Value
    ) async throws -> [Value] {
        let prefix = execution + "/" + folder
        let names = try await objects.listObjects(
            inBucket: settings.bucket, prefix: prefix, expectedOwner: settings.bucketOwner
        ).allPages { $0.objects.map(\.key) }.flatMap { $0.objects.map { String($0.key.dropFirst(prefix.count)) } }
        return try await names.concurrentMap(width: Self.width) { name in
            guard name.hasSuffix(".json"), let number = Int(name.dropLast(".json".count)) else {
                throw ConfigurationError("\(address)\(folder)\(name) is no result of a batch")
            }
            return try each(number, try await get(folder + name))
        }
    }

    /// The name of a batch's object in a folder.
    static func name(of batch: Int, in folder: String) -> String {
        let digits = String(batch)
        return folder + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".json"
    }
}
