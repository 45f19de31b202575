import ArgumentParser
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
                standardError.append(Array((help + "\n").utf8))
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
            let text = Array((ECRCleanupCommand.fullMessage(for: error) + "\n").utf8)
            let isHelp = ECRCleanupCommand.exitCode(for: error) == .success
            guard isHelp, (try? printOut(Data(text))) != nil else {
                standardError.append(text)
                return .refused
            }
            return .success
        }
    }

    private func refuse(_ error: any Error) -> CommandStatus {
        standardError.append(Array("ecr-cleanup: \(error)\n".utf8))
        return .refused
    }
}
