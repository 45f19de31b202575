#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The identity of a file: two different paths may lead to the same file.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// Whether the file holds content, unlike a device, a pipe or a folder.
    let isRegular: Bool

    /// Finds the file behind a path; `nil` if no file can be examined there.
    init?(ofFileAt path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file that standard input comes from; `nil` if standard input is closed.
    static var standardInput: FileIdentity? {
        var status = stat()
        return fstat(STDIN_FILENO, &status) == 0 ? FileIdentity(status) : nil
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}
