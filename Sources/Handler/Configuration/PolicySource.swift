import Cleanup
import Essentials
import Formats
import ImageModel
import Retention

/// The source of a policy.
enum PolicySource: Sendable, Hashable {
    /// A known policy.
    ///
    /// It is built in, or was read when the process started.
    case known(ConfiguredPolicy)
    /// A file, which is read for each event.
    ///
    /// The file may change while the process lives.
    case file(path: String)
    /// A parameter of Systems Manager, which is read for each event, too.
    case parameter(name: String)
    /// An object of S3, which is read for each event, too.
    case object(S3URI)

    private static let variable = "CLEANUP_POLICY"
    private static let parameterPrefix = "ssm:"

    /// Chooses the source from the command line and the environment.
    ///
    /// - Parameter file: the file that `--policy` names; `-` for standard input.
    /// - Throws: ``ConfigurationError``, which names the option or variable, and the policy's problem.
    init(environment: [String: String], file: String?) throws {
        if let file {
            let text = try InputText(policyFrom: file, for: "--policy").content
            let location = "--policy: \(file.excerpt(300))"
            self = .known(try ConfiguredPolicy(text, PolicyIdentity(.file, name: file), location))
            return
        }
        guard let text = environment[Self.variable] else {
            self = .known(try .builtIn())
            return
        }
        let begin = text.unicodeScalars.first { !$0.properties.isWhitespace && $0 != "\u{FEFF}" }
        guard let begin else {
            throw ConfigurationError(
                "\(Self.variable) is set, but empty: give it a policy, or unset it to use the built-in one")
        }
        if begin == "{" || text.isQuotedObject {
            self = .known(try ConfiguredPolicy(text.utf8, PolicyIdentity(.environment), Self.variable))
        } else if text.hasPrefix(Self.parameterPrefix) {
            self = .parameter(name: try Self.parameterName(in: text))
        } else if text.hasPrefix(S3URI.scheme) {
            guard let uri = S3URI(text) else {
                throw ConfigurationError(
                    "\(Self.variable) is \"\(text.excerpt(300))\": an object of S3 is named by its bucket and key. "
                        + "Write \(S3URI.scheme)BUCKET/KEY")
            }
            self = .object(uri)
        } else {
            let policy = try Self.policy(inFile: text)
            // A pipe gives its content once.
            self = FileIdentity(ofFileAt: text)?.isRegular == true ? .file(path: text) : .known(policy)
        }
    }

    /// Reads the file that the environment names.
    ///
    /// - Throws: ``ConfigurationError``, which names the variable and the problem.
    static func policy(inFile path: String) throws -> ConfiguredPolicy {
        let location = "\(variable): \(path.excerpt(300))"
        return try ConfiguredPolicy(fileContent(at: path), PolicyIdentity(.file, name: path), location)
    }

    private static func parameterName(in text: String) throws -> String {
        let name = String(text.dropFirst(parameterPrefix.count))
        guard !name.allSatisfy(\.isWhitespace) else {
            throw ConfigurationError("\(variable) is \"\(parameterPrefix)\": the name of a parameter must follow")
        }
        guard !name.hasPrefix("//") else {
            throw ConfigurationError(
                "\(variable) is \"\(text.excerpt(300))\": no parameter's name begins with //. "
                    + "Write \(parameterPrefix)/\(name.drop { $0 == "/" }.description.excerpt(300))")
        }
        return name
    }

    private static func fileContent(at path: String) throws -> Data {
        do {
            return try InputText(readFromFile: path, for: variable).content
        } catch {
            if let location = UnsupportedLocation(path) {
                throw ConfigurationError("\(variable) is \"\(path.excerpt(300))\": \(location.adviceForVariable)")
            }
            throw ConfigurationError(
                "\(error). It was taken for a file's path: a policy begins with {, a parameter with "
                    + "\(parameterPrefix), an object with \(S3URI.scheme)")
        }
    }
}
