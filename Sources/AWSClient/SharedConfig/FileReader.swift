#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Reads whole files: the seam between the configuration and the disk.
public struct FileReader: Sendable {
    private let read: @Sendable (_ path: String) throws -> Data?

    /// Creates a reader from a function that returns a file's bytes, or `nil` when there is no such file.
    public init(_ read: @escaping @Sendable (_ path: String) throws -> Data?) {
        self.read = read
    }

    /// Reads from the disk.
    public static let disk = FileReader { path in
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return nil
        }
    }

    /// Returns the bytes of the file at a path, or `nil` when there is no such file.
    ///
    /// - Throws: What the function of ``init(_:)`` throws when the file is there and can't be read.
    public func contents(ofFileAt path: String) throws -> Data? {
        try read(path)
    }
}
