import AWSClient
import Cleanup
import Formats
import Retention

/// A file that the run reads.
struct InputFile {
    /// The option or variable that names the file.
    let option: String
    /// The path; `-` for standard input.
    let path: String

    /// The file behind the path.
    fileprivate var identity: FileIdentity? {
        path == "-" ? FileIdentity.standardInput : FileIdentity(ofFileAt: path)
    }
}

extension Program {
    /// The files that the environment names.
    ///
    /// If a variable holds a policy's text instead of a path, no file is found for it.
    var inputFiles: [InputFile] {
        let sharedFiles = SharedConfig.paths(environment)
        let variables = [
            "CLEANUP_POLICY", "AWS_CA_BUNDLE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
        ]
        let files =
            variables.map { ($0, environment[$0]) }
            + [("AWS_CONFIG_FILE", sharedFiles.config), ("AWS_SHARED_CREDENTIALS_FILE", sharedFiles.credentials)]
        return files.compactMap { option, path in path.map { InputFile(option: option, path: $0) } }
    }
}

extension Program {
    /// The files that a run reads by the environment and by `--policy`.
    func inputs(policyFile: String?) -> [InputFile] {
        (policyFile.map { [InputFile(option: "--policy", path: $0)] } ?? []) + inputFiles
    }
}

extension CleanupRunner.Prepared {
    /// The files that the policy's `imageUrisFrom` names.
    var inputs: [InputFile] {
        let lists = request?.policy.usageSources.lists ?? []
        return lists.compactMap { list in
            guard case .file(let path) = list.place else { return nil }
            return InputFile(option: "imageUrisFrom", path: path)
        }
    }
}

extension ReportFile {
    /// Refuses a report path that leads to an input file.
    ///
    /// The path may lead there by a link.
    ///
    /// - Throws: ``ConfigurationError`` if it does.
    static func check(_ path: String, for option: String, against inputs: [InputFile]) throws {
        // A terminal and the null device hold nothing that a report could overwrite.
        guard let report = FileIdentity(ofFileAt: path), report.isRegular,
            let input = inputs.first(where: { $0.identity == report })
        else { return }
        throw ConfigurationError(
            "\(option): \(path.excerpt(300)) is the file that \(input.option) names, and would be overwritten. "
                + "Name another file")
    }
}
