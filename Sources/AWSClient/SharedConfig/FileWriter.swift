public import Essentials

#if canImport(System)
import System
#else
import SystemPackage
#endif

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A writer of whole files with secrets, which tests can replace.
public struct FileWriter: Sendable {
    private let replace: @Sendable (_ path: String, _ bytes: Data) throws -> Void
    private let isWritable: @Sendable (_ path: String) -> Bool

    /// Creates a writer from a function that replaces a file.
    ///
    /// - Parameter isWritable: whether a file can be replaced; by default every file can.
    public init(
        isWritable: @escaping @Sendable (_ path: String) -> Bool = { _ in true },
        _ replace: @escaping @Sendable (_ path: String, _ bytes: Data) throws -> Void
    ) {
        self.isWritable = isWritable
        self.replace = replace
    }

    /// The writer to the disk.
    ///
    /// Other processes see the old file or the whole new one. Only the user may read it (mode 600), or enter the
    /// folders that are created for it (mode 700).
    public static let disk = FileWriter(
        isWritable: { path in access(FilePath(path).removingLastComponent().string, W_OK) == 0 }
    ) { path, bytes in
        let path = FilePath(path)
        try createFolder(path.removingLastComponent())
        let temporary = FilePath("\(path).\(UInt64.random(in: .min ... .max)).tmp")
        do {
            let file = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite)
            try file.closeAfter {
                try file.writeAll(bytes)
                // Without it, a crash of the machine could leave an empty file under the final name.
                try check(fsync(file.rawValue))
            }
            try check(rename(temporary.string, path.string))
        } catch {
            unlink(temporary.string)
            throw error
        }
    }

    /// Replaces a file, or creates it.
    ///
    /// - Throws: errors of the function; the old file is then unchanged.
    public func write(_ bytes: Data, toFileAt path: String) throws {
        try replace(path, bytes)
    }

    /// Whether a file that exists can be replaced, by the rights of its folder.
    ///
    /// Nothing is written, so that no other process's file is lost.
    public func canReplace(fileAt path: String) -> Bool { isWritable(path) }

    private static func createFolder(_ path: FilePath) throws {
        guard !path.isEmpty, mkdir(path.string, 0o700) != 0 else { return }
        switch Errno(rawValue: errno) {
        case .fileExists: return
        case .noSuchFileOrDirectory:
            try createFolder(path.removingLastComponent())
            guard mkdir(path.string, 0o700) != 0, Errno(rawValue: errno) != .fileExists else { return }
            throw Errno(rawValue: errno)
        case let error: throw error
        }
    }

    private static func check(_ result: CInt) throws {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}
