package import Essentials

#if canImport(System)
package import System
#else
package import SystemPackage
#endif

extension FileDescriptor {
    /// Reads to the end of any file.
    ///
    /// Devices and pipes have no size, so the size is not used.
    ///
    /// - Parameter limit: the maximum number of bytes.
    /// - Returns: the bytes, or `nil` when there are more than the limit.
    package func readToEnd(limit: Int) throws -> Data? {
        var content = Data()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            guard count > 0 else { return content }
            content += buffer[..<count]
            guard content.count <= limit else { return nil }
        }
    }
}
