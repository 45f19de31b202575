import AWSClient
import ArgumentParser
import Essentials
import HTTPTransport
import LambdaRuntime

#if canImport(System)
import System
#else
import SystemPackage
#endif

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Starts the program: Lambda's runtime, or the given command.
@main
enum Main {
    static func main() async {
        Memory.giveBackEarly()
        let environment = ProcessInfo.processInfo.environment
        let terminal = Terminal.current(environment: environment)
        let statusLine = terminal.canRedraw ? StatusLine(on: .standardError) : nil
        let program = Program(
            environment: environment,
            system: .live,
            printOut: { _ = try FileDescriptor.standardOutput.writeAll($0) },
            standardError: statusLine?.messages ?? .standardError,
            statusLine: statusLine,
            terminal: terminal,
            readLine: { Swift.readLine() })
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.isEmpty, let api = program.environment["AWS_LAMBDA_RUNTIME_API"], !api.isEmpty {
            end(with: await program.serveLambda(at: api).rawValue)
        }
        end(with: await program.runCommand(arguments).rawValue)
    }

    /// Ends the process at once.
    ///
    /// `exit(3)` would clean up the TLS library while libcurl's threads may still use it. Output is unbuffered and
    /// connections end with the process, so nothing else needs cleaning up.
    private static func end(with status: Int32) -> Never {
        _exit(status)
    }
}
