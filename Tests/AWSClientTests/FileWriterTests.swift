import AWSClient
import Foundation
import Testing

@Suite("A file that is written with secrets")
struct FileWriterTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("writer-\(UUID())").path

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

    @Test("is the user's alone, and so are its new folders")
    func modes() throws {
        defer { removeFolder() }
        let path = folder + "/a/b/token.json"
        try FileWriter.disk.write(Data("x".utf8), toFileAt: path)
        #expect(try mode(path) == 0o600)
        #expect(try [folder, folder + "/a", folder + "/a/b"].map(mode) == [0o700, 0o700, 0o700])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["token.json"])
    }

    @Test("replaces one that others could read, in a folder that stays as it is")
    func replaces() throws {
        defer { removeFolder() }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let path = folder + "/token.json"
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data("a longer text".utf8), attributes: [.posixPermissions: 0o644]))
        try FileWriter.disk.write(Data("new".utf8), toFileAt: path)
        #expect(try FileReader.disk.contents(ofFileAt: path) == Data("new".utf8))
        #expect(try mode(path) == 0o600)
        #expect(try mode(folder) == 0o755)
    }

    @Test("is never there in part: a reader finds the old file or the new one")
    func atomicity() async throws {
        defer { removeFolder() }
        let path = folder + "/token.json"
        let versions = (0..<8).map { Data(repeating: UInt8($0), count: 200_000) }
        try FileWriter.disk.write(versions[0], toFileAt: path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for version in versions {
                group.addTask { for _ in 0..<5 { try FileWriter.disk.write(version, toFileAt: path) } }
            }
            group.addTask {
                for _ in 0..<50 {
                    let found = try #require(try FileReader.disk.contents(ofFileAt: path))
                    #expect(versions.contains(found))
                }
            }
            try await group.waitForAll()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token.json"])
    }

    @Test("leaves nothing behind when it can't be put in place")
    func failure() throws {
        defer { removeFolder() }
        let path = folder + "/token.json"
        try FileManager.default.createDirectory(atPath: path + "/full", withIntermediateDirectories: true)
        #expect(throws: (any Error).self) { try FileWriter.disk.write(Data("x".utf8), toFileAt: path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token.json"])
        #expect(throws: (any Error).self) { try FileWriter.disk.write(Data("x".utf8), toFileAt: "/dev/null/x") }
    }
}
