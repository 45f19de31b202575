import Essentials
import Formats

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A file for a report.
struct ReportFile {
    private let path: String
    private let file: FileDescriptor

    /// Opens the file before the run, to find unusable paths early.
    ///
    /// - Parameter option: the option that names the file, for the error.
    /// - Throws: ``ConfigurationError`` if the file can't be written.
    init(creating path: String, for option: String) throws {
        self.path = path
        do {
            file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw ConfigurationError("\(option): \(path) can't be written: \(error)")
        }
    }

    /// Writes the report and closes the file.
    ///
    /// - Parameter content: passes the report, part by part, to the sink.
    func write(_ content: (_ sink: @escaping @Sendable (Data) throws -> Void) throws -> Void) throws {
        try file.closeAfter { try content { [file] in _ = try file.writeAll($0) } }
    }
}
