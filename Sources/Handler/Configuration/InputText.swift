import AWSClient
import Essentials
import Formats

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A text that an option names, from a file or standard input.
struct InputText {
    /// The maximum size of a text, in bytes.
    ///
    /// Lambda takes events of this size, which is far more than a policy needs.
    static let maximumSize = 6 << 20

    /// The bytes of the text.
    let content: Data

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - path: the file's path; `-` for standard input.
    ///   - option: the option or argument that names the text, for the error.
    ///   - limit: the maximum number of bytes.
    /// - Throws: ``ConfigurationError`` if the text can't be read or is too long.
    init(readFrom path: String, for option: String, limit: Int = maximumSize) throws {
        guard path == "-" else {
            try self.init(readFromFile: path, for: option, limit: limit)
            return
        }
        try self.init(path, for: option, limit) { try FileDescriptor.standardInput.readToEnd(limit: limit) }
    }

    /// Reads a file's text.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - option: the option or variable that names the file, for the error.
    /// - Throws: ``ConfigurationError`` if the file can't be read or is too long.
    init(readFromFile path: String, for option: String, limit: Int = maximumSize) throws {
        try self.init(path, for: option, limit) {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            return try file.closeAfter { try file.readToEnd(limit: limit) }
        }
    }

    private init(_ path: String, for option: String, _ limit: Int, read: () throws -> Data?) throws {
        let text: Data?
        do {
            text = try read()
        } catch {
            throw ConfigurationError("\(option): \(path.excerpt(300)) can't be read: \(error)")
        }
        guard let text else {
            throw ConfigurationError("\(option): \(path.excerpt(300)) has more than \(limit) bytes")
        }
        content = text
    }
}
