#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The identity of a file, which several paths may lead to.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// Whether the file is a regular one, which holds content.
    ///
    /// Devices, pipes and folders are not.
    let isRegular: Bool

    /// Finds the file at a path; `nil` if it can't be examined.
    init?(ofFileAt path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file behind standard input; `nil` if standard input is closed.
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
