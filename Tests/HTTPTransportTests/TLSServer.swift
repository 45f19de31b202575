import Foundation
import HTTPTransport

/// A TLS server process (`openssl s_server`), with a certificate made for the test.
final class TLSServer: Sendable {
    /// The reason why the server did not start.
    struct Failure: Error { let message: String }

    /// The server's self-signed certificate.
    let certificatePath: String

    private let directory: URL
    private let process: Process
    private let port: Int

    /// Makes a certificate for a name (`DNS:…` or `IP:…`), and starts a server with it.
    init(certificateFor name: String) async throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        certificatePath = directory.appendingPathComponent("certificate.pem").path
        let keyPath = directory.appendingPathComponent("key.pem").path
        let maker = Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", keyPath, "-out", certificatePath,
        ])
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()
        guard maker.terminationStatus == 0 else { throw Failure(message: "openssl made no certificate") }

        process = Self.openssl([
            "s_server", "-accept", "127.0.0.1:0", "-cert", certificatePath, "-key", keyPath, "-www",
        ])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        port = try Self.port(announcedOn: output.fileHandleForReading)
    }

    deinit {
        // SIGTERM would not end it: it inherits the signals that the test's thread blocks.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: directory)
    }

    /// A request that the server answers with a page about the connection.
    var request: TransportRequest {
        HTTPTransportTests.request(authority: "127.0.0.1:\(port)", scheme: "https")
    }

    /// A request to this server that trusts only another server's certificate.
    func request(trusting other: TLSServer) throws -> TransportRequest {
        var request = request
        request.authorities = try Data(contentsOf: URL(fileURLWithPath: other.certificatePath))
        return request
    }

    private static func openssl(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        return process
    }

    /// Reads the port from the line `ACCEPT 127.0.0.1:PORT`.
    private static func port(announcedOn output: FileHandle) throws -> Int {
        var text = ""
        while case let bytes = output.availableData, !bytes.isEmpty {
            text += String(decoding: bytes, as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            for line in lines where line.hasPrefix("ACCEPT") {
                if let port = line.split(separator: ":").last.flatMap({ Int($0) }) { return port }
            }
        }
        throw Failure(message: "openssl announced no port: \(text)")
    }
}
