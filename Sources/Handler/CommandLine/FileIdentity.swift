#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Which file a path leads to: two paths that differ may lead to one.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// Whether it is a file with a content, and no device, pipe or folder.
    let isRegular: Bool

    /// Finds the file behind a path; `nil` where there is none, or none that can be looked at.
    init?(ofFileAt path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file that standard input comes from; `nil` where it is closed.
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
