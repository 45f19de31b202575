public import Essentials

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A reader of whole files, which tests can replace.
public struct FileReader: Sendable {
    private let read: @Sendable (_ path: String) throws -> Data?

    /// Creates a reader from a function.
    ///
    /// The function returns a file's bytes, or `nil` when there is no such file.
    public init(_ read: @escaping @Sendable (_ path: String) throws -> Data?) {
        self.read = read
    }

    /// The size of the largest file that is read, in bytes.
    ///
    /// Every configuration or token is far smaller.
    static let maximumSize = 8 << 20

    /// The reader of the disk.
    ///
    /// It reads pipes and devices too, so `/dev/null` is an empty file.
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

    /// Returns a file's bytes, or `nil` if there is no such file.
    ///
    /// - Throws: Errors of the function when the file is there and can't be read.
    public func contents(ofFileAt path: String) throws -> Data? {
        try read(path)
    }
}

/// An error about a file that is larger than ``FileReader/maximumSize``.
struct FileTooLarge: Error {}
