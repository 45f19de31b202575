public import Essentials

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Reads whole files: the seam between the configuration and the disk.
public struct FileReader: Sendable {
    private let read: @Sendable (_ path: String) throws -> Data?

    /// Creates a reader from a function that returns a file's bytes, or `nil` when there is no such file.
    public init(_ read: @escaping @Sendable (_ path: String) throws -> Data?) {
        self.read = read
    }

    /// The largest file that is read, in bytes: far more than any configuration or token has.
    static let maximumSize = 8 << 20

    /// Reads any file that can be read: pipes and devices too, so that `/dev/null` is an empty one.
    public static let disk = FileReader { path in
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(FilePath(path), .readOnly)
        } catch Errno.noSuchFileOrDirectory {
            return nil
        }
        return try file.closeAfter {
            guard let content = try file.readToEnd(limit: maximumSize) else { throw FileTooLarge() }
            return content
        }
    }

    /// Returns the bytes of the file at a path, or `nil` when there is no such file.
    ///
    /// - Throws: What the function of ``init(_:)`` throws when the file is there and can't be read.
    public func contents(ofFileAt path: String) throws -> Data? {
        try read(path)
    }
}

/// A file that has more bytes than ``FileReader/maximumSize``.
struct FileTooLarge: Error {}
