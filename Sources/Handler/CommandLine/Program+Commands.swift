import ArgumentParser
import Formats
import LambdaRuntime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Program {
    /// Runs the command that the arguments name.
    func runCommand(_ arguments: [String]) async -> CommandStatus {
        do {
            var command = try ECRCleanupCommand.parseAsRoot(arguments)
            if let command = command as? any ProgramCommand { return try await command.execute(in: self) }
            guard !(command is ECRCleanupCommand), !(command is PolicyCommand) else {
                let help = ECRCleanupCommand.helpMessage(for: type(of: command))
                printError(help)
                return .refused
            }
            try command.run()
            return .success
        } catch let error as ConfigurationError {
            return refuse(error)
        } catch let error as InvalidEvent {
            return refuse(error)
        } catch {
            // What is left are the argument parser's own: wrong usage, and the help that was asked for.
            let text = ECRCleanupCommand.fullMessage(for: error)
            let isHelp = ECRCleanupCommand.exitCode(for: error) == .success
            guard isHelp, (try? printOut(lines: [text])) != nil else {
                printError(text)
                return .refused
            }
            return .success
        }
    }

    private func refuse(_ error: any Error) -> CommandStatus {
        printError("ecr-cleanup: \(error)")
        return .refused
    }
}

extension Program {
    /// Writes a text for people to standard error, where no character of it can steer the terminal.
    func printError(_ text: String) {
        standardError.append(Array((text.escapingControls(keepsLineBreaks: true) + "\n").utf8))
    }

    /// Writes lines for people to standard output, where no character of them can steer the terminal.
    func printOut(lines: [String]) throws {
        let text = lines.map { $0.escapingControls(keepsLineBreaks: true) + "\n" }.joined()
        try printOut(Data(text.utf8))
    }
}
