import AWSClient
import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageUsage

@Suite("A list of images")
struct ImageListTests {
    private static let registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    private static let hash = "sha256:" + String(repeating: "a", count: 64)

    private func read(_ text: String) throws -> ImageListText { try ImageListText(Data(text.utf8), name: "s3://b/k") }

    private func refusal(of text: String) throws -> String {
        try #require(#expect(throws: ImageListError.self) { try read(text) }).description
    }

    @Test("has one image a line; blank lines and comments are passed over, and lines count from 1")
    func lines() throws {
        let list = try read(
            "# written by a job\n\n\(Self.registry)/app:v1\r\n  \(Self.registry)/app:v2\t# the web\n#\(Self.registry)/no:1\n"
        )
        #expect(list.uses.map(\.reference.tag) == ["v1", "v2"])
        #expect(list.uses.map(\.user) == ["the list s3://b/k, line 3", "the list s3://b/k, line 4"])
        #expect(list.uses.allSatisfy { !$0.isRunning && $0.start == nil && $0.isExpected })
        #expect(list.digests.isEmpty)
    }

    @Test("may end its lines by carriage returns, and an image after one is no part of a comment")
    func carriageReturns() throws {
        let list = try read("# mixed\r\(Self.registry)/app:v1\r\(Self.registry)/app:v2 # the web\r\n# no\r")
        #expect(list.uses.map(\.reference.tag) == ["v1", "v2"])
    }

    @Test(
        "names images by every form of host, by tag, by digest or by both",
        arguments: [
            "\(registry)/a", "\(registry)/a/b-c_d.e:1.2_3-x", "\(registry)/app@\(hash)", "\(registry)/app:v1@\(hash)",
            "123456789012.dkr-ecr.eu-west-1.on.aws/app:1", "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/app:1",
            "public.ecr.aws/alias/app:1", "ecr-public.aws.com/alias/app:1",
            "docker-pullable://\(registry)/app@\(hash)", "\u{FEFF}\(registry)/app:1",
        ])
    func references(text: String) throws {
        let list = try read(text)
        #expect(list.uses.count == 1)
        #expect(list.digests.keys.map(\.description) == (text.contains("@") ? [Self.hash] : []))
    }

    @Test(
        "may name images of other registries, whose digests count in every repository",
        arguments: [
            "nginx@\(hash)", "docker.io/library/nginx:1.27@\(hash)", "docker-pullable://nginx@\(hash)",
            "quay.io:443/x/y@\(hash)", "registry.k8s.io/pause@\(hash)", "docker://\(hash)", hash,
        ])
    func others(text: String) throws {
        let list = try read(text)
        #expect(list.uses.isEmpty)
        #expect(list.digests.map(\.key.description) == [Self.hash])
    }

    @Test(
        "names no image of ours by tags elsewhere",
        arguments: ["nginx", "nginx:1.27", "docker.io/library/nginx:1.27", "localhost:5000/app:1", "ghcr.io/a/b:c"])
    func tagsElsewhere(text: String) throws {
        #expect(try read("\(text)\n\(Self.registry)/app:v1").uses.count == 1)
        // Alone, they may well be the words of a file that is no list.
        #expect(try refusal(of: text).contains("names no image of ECR's"))
    }

    @Test("lists each image once, by its first line")
    func duplicates() throws {
        let list = try read(
            "\(Self.registry)/app:v1\n\(Self.registry)/app:v1\n\(Self.registry)/app@\(Self.hash)\n"
                + "\(Self.registry)/app@\(Self.hash)")
        #expect(list.uses.map(\.user) == ["the list s3://b/k, line 1", "the list s3://b/k, line 3"])
        #expect(list.digests.values.sorted() == ["the list s3://b/k, line 3"])
    }

    @Test("that is empty is an error", arguments: ["", "\n", "# nothing\n\n", " \t\r\n", "\u{FEFF}"])
    func empty(text: String) throws {
        #expect(try refusal(of: text).contains("is empty"))
    }

    @Test(
        "with a line that names no image is an error with the line's number, and without its text",
        arguments: [
            "<html>", "{\"image\": \"x\"}", "\"nginx:1\"", "a,b", "nginx:1 nginx:2", "SECRET=hunter2", "-", "--help",
            "https://example.com/x", "s3://bucket/key", "arn:aws:ecs:::task/x=", "näive:1", "<none>", "a\u{301}",
            "/var/run", "error: unauthorized", "nginx@sha256:123", "nginx@", "*", "$IMAGE", "a\u{a0}b", "\u{0}",
            // Meant for ECR, and no image of it.
            "\(registry)", "\(registry)/", "\(registry)/app:", "\(registry)/app@sha256:12", "\(registry)/APP:1",
            "\(registry)/app:a:b", "12345.dkr.ecr.eu-west-1.amazonaws.com/app:1", "dkr.ecr.eu-west-1.amazonaws.com/app",
            "public.ecr.aws/app", "\(registry)/app:v1/x",
        ])
    func faulty(line: String) throws {
        let refusal = try refusal(of: "\(Self.registry)/app:v1\n\(line)\n")
        #expect(refusal.hasPrefix("line 2 "), "\(refusal)")
        #expect(!refusal.contains("hunter2") && !refusal.contains("html") && !refusal.contains("12345.dkr"))
    }

    @Test("that is not UTF-8 is an error")
    func notUTF8() {
        for bytes in [[0xFF, 0xFE, 0x61], [0x61, 0xC3], Array("\(Self.registry)/app:v1\n".utf8) + [0x80]] {
            #expect(throws: ImageListError.self) { try ImageListText(Data(bytes as [UInt8]), name: "x") }
        }
    }

    @Test("of random bytes is read or refused, and never ends the program")
    func garbage() {
        var random = SplitMix64(seed: 20_261_129)
        let pieces =
            [
                Self.registry, "/app", ":v1", "@", Self.hash, "\n", "\r\n", " ", "#", "\u{FEFF}", "docker://", "é",
                "\0", "x",
            ].map { Array($0.utf8) } + [[0xFF]]
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
                pieces[Int.random(in: pieces.indices, using: &random)]
            }
            _ = try? ImageListText(Data(bytes), name: "x")
        }
    }
}

@Suite("A source that is a list of images")
struct ImageListSourceTests {
    private func answer(
        _ text: String = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1\n", writtenAt: Date?, hours: Int = 24
    ) async throws -> UsageAnswer {
        try await ImageListUsageSource(name: .list(at: "s3://b/k"), maximumAgeHours: hours, now: { present }) { _ in
            StoredText(content: Data(text.utf8), writtenAt: writtenAt)
        }.answer(in: CallContext())
    }

    @Test("sees all repositories, and names its images", arguments: [0, 3_600, 24 * 3_600, -299])
    func young(age: Double) async throws {
        let answer = try await answer(writtenAt: present.addingTimeInterval(-age))
        #expect(answer.repositories == nil)
        #expect(answer.uses.count == 1)
    }

    @Test(
        "that is too old, from the future or of unknown age is an error",
        arguments: [
            (24 * 3_600 + 1, 24, "over 24 hours ago"), (3_601, 1, "over 1 hour ago"), (-301, 24, "in the future"),
        ] as [(Double, Int, String)])
    func old(age: Double, hours: Int, part: String) async throws {
        let error = await #expect(throws: ImageListError.self) {
            try await answer(writtenAt: present.addingTimeInterval(-age), hours: hours)
        }
        #expect(error?.description.contains(part) == true)
        let unknown = await #expect(throws: ImageListError.self) { try await answer(writtenAt: nil) }
        #expect(unknown?.description.contains("not known when") == true)
    }

    @Test("is read anew each time, and passes on what reading throws")
    func readAnew() async throws {
        let error = AWSError(code: "AccessDenied", operation: "s3:GetObject", message: "no")
        let source = ImageListUsageSource(name: .list(at: "x"), maximumAgeHours: 24, now: { present }) { _ in
            throw error
        }
        for _ in 0..<2 { #expect(try await failure { try await source.answer(in: CallContext()) } == error) }
    }
}
