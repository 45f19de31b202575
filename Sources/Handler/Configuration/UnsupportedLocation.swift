import Essentials
import Formats

/// A location other than a plain file path, as other tools accept it.
enum UnsupportedLocation: Hashable {
    /// `file://PATH`, as in the AWS CLI.
    case fileURL(path: String)
    /// The name or ARN of a Systems Manager parameter.
    case parameter(name: String)
    /// An object in S3, as an address or an ARN.
    case object
    /// A web page's address.
    case page
    /// The ARN of any other resource.
    case otherARN
    /// A text in quotation marks that a shell would have removed.
    case quoted(text: String)

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        let scheme = parts[0].lowercased()
        let rest = String(text.dropFirst(parts[0].count + 1))
        switch scheme {
        case "file" where rest.hasPrefix("//"), "fileb" where rest.hasPrefix("//"):
            self = .fileURL(path: String(rest.dropFirst(2)))
        case "ssm" where parts.count > 1:
            // Other tools write "ssm://NAME"; no parameter's name begins with two slashes.
            self = .parameter(name: rest.hasPrefix("//") ? "/\(rest.drop { $0 == "/" })" : rest)
        case "s3" where rest.hasPrefix("//"): self = .object
        case "http" where rest.hasPrefix("//"), "https" where rest.hasPrefix("//"): self = .page
        case "arn" where parts.count == 6 && parts[2] == "ssm" && parts[5].hasPrefix("parameter/"):
            self = .parameter(name: text)
        case "arn" where parts.count == 6: self = parts[2] == "s3" ? .object : .otherARN
        default:
            guard let mark = text.first, mark == "\"" || mark == "'", text.count > 1, text.last == mark else {
                return nil
            }
            self = .quoted(text: String(text.dropFirst().dropLast()))
        }
    }

    /// The advice for `CLEANUP_POLICY`, as a sentence.
    var adviceForVariable: String {
        switch self {
        case .parameter(let name): "a parameter is named by ssm: before its name or ARN. Write ssm:\(name.excerpt(300))"
        default: advice
        }
    }

    /// The advice for an option that takes a file, as a sentence.
    var adviceForOption: String {
        switch self {
        case .parameter(let name):
            // The name goes into a command only if it is one plain word for a shell.
            let isWord = name.utf8.allSatisfy { $0.isASCIILetterOrDigit || "./_:-".utf8.contains($0) } && !name.isEmpty
            return "a file is expected here, not a parameter. Read it into one: aws ssm get-parameter "
                + "--with-decryption --query Parameter.Value --output text --name \(isWord ? name : "NAME") > policy.json"
        case .object:
            return "a file is expected here, not an object of S3. Copy it: aws s3 cp s3://BUCKET/KEY policy.json"
        case .otherARN: return "a file is expected here, not an ARN. Write its path"
        default: return advice
        }
    }

    private var advice: String {
        switch self {
        case .fileURL(let path): "a file is named by its path alone. Write \(path.excerpt(300))"
        case .parameter: adviceForVariable
        case .object:
            "an object of S3 is named by its address. Write s3://BUCKET/KEY"
        case .page: "policies are not read from the web. Download it, and write the file's path"
        case .otherARN:
            "this is the ARN of no parameter. Write ssm: and the name of a parameter of Systems Manager, s3://BUCKET/KEY, "
                + "or a file's path"
        case .quoted(let text):
            "the quotation marks are part of the value. Leave them out: \(text.excerpt(100))"
        }
    }
}

extension InputText {
    /// Reads a policy's file; errors about mistaken locations give advice.
    ///
    /// - Throws: ``ConfigurationError`` if the file can't be read.
    init(policyFrom path: String, for option: String) throws {
        do {
            try self.init(readFrom: path, for: option)
        } catch let error as ConfigurationError {
            guard let location = UnsupportedLocation(path) else { throw error }
            throw ConfigurationError("\(option): \(path.excerpt(300)) can't be read: \(location.adviceForOption)")
        }
    }
}

extension String {
    /// Whether the text is a JSON object encoded as JSON twice.
    var isQuotedObject: Bool {
        guard case .string(let text)? = try? JSONValue(parsing: utf8),
            case .object? = try? JSONValue(parsing: text.utf8)
        else { return false }
        return true
    }
}
