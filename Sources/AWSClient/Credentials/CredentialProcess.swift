import Essentials
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A profile's `credential_process`: a program that prints credentials as JSON.
///
/// The program runs without a shell and with empty standard input. Its output and its command line may hold secrets, so
/// neither reaches an error or a log. See the AWS SDKs and Tools Reference Guide, "Process credential provider".
struct CredentialProcess: Sendable {
    /// The maximum size of the output, in bytes.
    static let outputLimit = 64 << 10

    /// The time limit for a process.
    static let timeout = Duration.seconds(60)

    let command: String
    let source: String
    let environment: [String: String]
    let now: @Sendable () -> Date
    let sleep: @Sendable (Duration) async throws -> Void

    /// Runs the process and returns the credentials that it prints.
    ///
    /// - Throws: ``CredentialError`` when the process can't be run, fails, takes too long or prints no valid
    ///   credentials. `CancellationError` when the task was cancelled.
    func credentials() async throws -> Credentials {
        let output = try await output(of: try words())
        guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: Data(output)) else {
            throw failure("what it printed is not a JSON object with credentials as text")
        }
        guard document.version == 1 else {
            throw failure("the Version in what it printed is not 1, the only one there is")
        }
        return try document.credentials(from: source, now: now(), nextStep: Self.nextStep)
    }

    private func words() throws(CredentialError) -> [String] {
        let words: [String]
        do {
            words = try ShellWords.split(command)
        } catch {
            throw failure("its command line \(error.rawValue)")
        }
        guard !words.isEmpty else { throw failure("it names no program") }
        return words
    }

    private func output(of words: [String]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await run(words) }
            group.addTask {
                try await sleep(Self.timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else {
                throw failure("it did not end within \(Self.timeout)")
            }
            return output
        }
    }

    private func run(_ words: [String]) async throws -> [UInt8] {
        let program = words[0]
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(words.dropFirst())),
                environment: .custom(variables),
                platformOptions: options, input: .none, output: .bytes(limit: Self.outputLimit), error: .discarded)
            switch result.terminationStatus {
            case .exited(0): return result.standardOutput
            case .exited(let code): throw failure("it failed with the exit status \(code)")
            case .signaled(let signal): throw failure("it was ended by the signal \(signal)")
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            switch error.code {
            case .outputLimitExceeded: throw failure("it printed more than \(Self.outputLimit) bytes")
            case .executableNotFound, .spawnFailed: throw failure("its program can't be run")
            default: throw failure("its output can't be read")
            }
        }
    }

    private static let nextStep =
        "Run its command by hand with > /dev/null behind it to see its errors, or choose another profile by AWS_PROFILE"

    private func failure(_ message: String) -> CredentialError {
        CredentialError(source: source, message: message, nextStep: Self.nextStep)
    }
}
