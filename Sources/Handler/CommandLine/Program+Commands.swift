import ArgumentParser
import Cleanup
import Essentials
import Formats
import LambdaRuntime

extension Program {
    /// Runs the command that the arguments name.
    func runCommand(_ arguments: [String]) async -> CommandStatus {
        do {
            var command = try ECRCleanupCommand.parseAsRoot(arguments)
            if let command = command as? any ProgramCommand { return try await command.execute(in: self) }
            guard !(command is ECRCleanupCommand), !(command is PolicyCommand) else {
                let isFirstTry = command is ECRCleanupCommand && terminal.isOutput
                printError(
                    isFirstTry
                        ? ECRCleanupCommand.beginning : ECRCleanupCommand.helpMessage(for: type(of: command)))
                return .refused
            }
            try command.run()
            return .success
        } catch let error as ConfigurationError {
            return refuse(error)
        } catch let error as InvalidEvent {
            return refuse(error)
        } catch {
            // Only the argument parser's errors remain: wrong usage, or a request for help.
            let text = ECRCleanupCommand.unknownCommand(in: arguments) ?? ECRCleanupCommand.fullMessage(for: error)
            guard ECRCleanupCommand.exitCode(for: error) == .success else {
                printError(text)
                return .refused
            }
            return attempt("print the text") { try printOut(lines: [text]) } ? .success : .failure
        }
    }

    private func refuse(_ error: any Error) -> CommandStatus {
        printError("ecr-cleanup: \(error)")
        return .refused
    }
}

extension Program {
    /// Writes a text to standard error, with control characters escaped.
    func printError(_ text: String) {
        standardError.append(Array((text.escapingControls(keepsLineBreaks: true) + "\n").utf8))
    }

    /// Writes lines to standard output, with control characters escaped.
    func printOut(lines: [String]) throws {
        let text = lines.map { $0.escapingControls(keepsLineBreaks: true) + "\n" }.joined()
        try printOut(Data(text.utf8))
    }
}

extension Program {
    /// Writes lines of text to standard output.
    ///
    /// Headings are bold if colours are used.
    func printOut(_ lines: [TextLine], hasColor: Bool) throws {
        let text = lines.map { line in
            let text = line.text.escapingControls(keepsLineBreaks: true)
            return line.isHeading && hasColor ? "\u{1B}[1m\(text)\u{1B}[0m\n" : text + "\n"
        }.joined()
        try printOut(Data(text.utf8))
    }

    /// Does an action after the run, when no error can be thrown.
    ///
    /// - Returns: whether the action succeeded; a failure is reported on standard error.
    func attempt(_ what: String, _ action: () throws -> Void) -> Bool {
        do {
            try action()
            return true
        } catch {
            printError("ecr-cleanup: could not \(what): \(error)")
            return false
        }
    }

    /// Prints problems to standard error and returns the exit status.
    ///
    /// - Parameters:
    ///   - isShown: whether all output was written.
    ///   - printsWarnings: whether to print the warnings about the configuration, which are not in the output yet.
    func end(of result: CleanupRunner.Result, isShown: Bool, printsWarnings: Bool = true) -> CommandStatus {
        if printsWarnings {
            for line in result.notices { printError("ecr-cleanup: warning: \(line)") }
        }
        let problems = ProblemReport(result.summary).lines
        if !problems.isEmpty { printError("ecr-cleanup: " + problems.joined(separator: "\n")) }
        return isShown && result.summary.status == .succeeded ? .success : .failure
    }
}
