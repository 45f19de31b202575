#if Simulator
import AWSClient
import ArgumentParser
import ECRSimulator

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

import Essentials

/// The command `ecr-simulator`, which runs a registry without an account.
@main
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ecr-simulator",
        abstract: "Serves a simulated Amazon ECR registry, and what runs its images, over HTTP.",
        discussion: """
            Point clients at it with AWS_ENDPOINT_URL, or with AWS_ENDPOINT_URL_ECR and the like for single services. \
            docs/SIMULATOR-FILE.md describes the registry file, docs/SIMULATOR.md the faults and the requests below \
            /_simulator/. SIGINT and SIGTERM end it.
            """)

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The JSON file that describes the registry.")
    var registry: String

    @Option(help: "The id of the access key that requests must be signed with.")
    var accessKeyId = "AKIDSIMULATOREXAMPLE"

    @Option(help: "The secret of that access key.")
    var secretAccessKey = "simulator-secret-access-key"

    @Option(help: "The session token that comes with that access key. By default requests must have none.")
    var sessionToken: String?

    @Flag(inversion: .prefixedNo, help: "Refuse requests that are not signed as they must be.")
    var signatures = true

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port \(port) is not from 0 to 65535.") }
    }

    func run() async throws {
        let server = SimulatorServer(registry: try simulatedRegistry(), host: host, port: port)
        try await server.run(until: Signals.firstToEnd()) { address in
            print("listening on \(address)")
            // The process that started the simulator waits for this line, often through a pipe.
            fflush(nil)
        }
    }

    private func simulatedRegistry() throws -> SimulatedRegistry {
        let credentials = Credentials(
            accessKeyID: accessKeyId, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
        do {
            let json = try Data(contentsOf: URL(filePath: registry))
            return try SimulatedRegistry(
                RegistryFile(json: json), authentication: signatures ? .signatures([credentials]) : .none,
                clock: { Date() })
        } catch let error as RegistryFileError {
            throw ValidationError("\(registry): \(error)")
        } catch {
            throw ValidationError("\(registry) can't be read: \(error)")
        }
    }
}
#endif
