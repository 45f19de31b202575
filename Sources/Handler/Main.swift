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

/// Starts the program: as Lambda's runtime where Lambda started it, else as the command that was given.
@main
enum Main {
    static func main() async {
        Memory.giveBackEarly()
        let program = Program(
            environment: ProcessInfo.processInfo.environment,
            system: .live,
            printOut: { _ = try FileDescriptor.standardOutput.writeAll($0) },
            standardError: .standardError,
            terminal: .current(environment: ProcessInfo.processInfo.environment),
            readLine: { Swift.readLine() })
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.isEmpty, let api = program.environment["AWS_LAMBDA_RUNTIME_API"], !api.isEmpty {
            end(with: await program.serveLambda(at: api).rawValue)
        }
        end(with: await program.runCommand(arguments).rawValue)
    }

    /// Ends the process at once.
    ///
    /// `exit(3)` would run the clean-up of the TLS library while libcurl's threads may still be using it. There is
    /// nothing to clean up: everything is written out without buffers, and connections end with the process.
    private static func end(with status: Int32) -> Never {
        _exit(status)
    }
}
