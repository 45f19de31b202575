import AWSClient
import Essentials
import ImageModel
import ImageUsage
import Retention
import S3Client

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Reads texts that are kept in parameters of Systems Manager, in S3 or in files.
struct StoredTextReader: Sendable {
    /// The client for parameters.
    let parameters: SSMClient
    /// The client for objects, in the region of the run.
    let objects: S3Client

    /// Reads a parameter.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func parameter(_ name: String, in context: CallContext) async throws -> StoredText {
        let parameter = try await parameters.scoped(to: context).parameter(name)
        return StoredText(
            content: Data(parameter.value.utf8), writtenAt: parameter.lastModified,
            version: parameter.version.map(String.init),
            isSecret: parameter.isSecure)
    }

    /// Reads an object.
    ///
    /// - Parameter limit: the largest size that is accepted, in bytes.
    /// - Throws: `AWSError`, `CancellationError`.
    func object(_ uri: S3URI, limit: Int, in context: CallContext) async throws -> StoredText {
        let object = try await objects.scoped(to: context).getObject(uri, maximumSize: limit)
        return StoredText(
            content: object.body, writtenAt: object.lastModified, version: object.versionID ?? object.entityTag)
    }

    /// Reads a file.
    ///
    /// - Parameter limit: the largest size that is accepted, in bytes.
    /// - Throws: ``StoredFileError``.
    func file(_ path: String, limit: Int) throws -> StoredText {
        do {
            // The time is read first: a file that is written meanwhile counts as the older one.
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            // Whatever is no regular file, such as a pipe, may never end.
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw StoredFileError("it is no regular file")
            }
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            guard let content = try file.closeAfter({ try file.readToEnd(limit: limit) }) else {
                throw StoredFileError("it has more than \(limit) bytes, which is the most that is read")
            }
            return StoredText(content: content, writtenAt: attributes[.modificationDate] as? Date)
        } catch let error as StoredFileError {
            throw error
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw StoredFileError("it can't be read: there is no such file")
        } catch let error as CocoaError where error.code == .fileReadNoPermission {
            throw StoredFileError("it can't be read: permission denied")
        } catch {
            throw StoredFileError("it can't be read: \(error)")
        }
    }

    /// Reads a list of images.
    ///
    /// - Throws: the errors of the other functions.
    func text(at place: ImageList.Place, limit: Int, in context: CallContext) async throws -> StoredText {
        switch place {
        case .object(let uri): try await object(uri, limit: limit, in: context)
        case .parameter(let name): try await parameter(name, in: context)
        case .file(let path): try file(path, limit: limit)
        }
    }
}

/// An error about a file with a text.
struct StoredFileError: Error, CustomStringConvertible {
    /// The problem.
    let description: String

    init(_ description: String) { self.description = description }
}
