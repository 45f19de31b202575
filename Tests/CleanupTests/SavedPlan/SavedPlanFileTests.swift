import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("The file of a saved plan")
struct SavedPlanFileTests {
    private func plan() throws -> SavedPlan {
        var plan = SavedPlan(
            version: "1.2.3", createdAt: TestClock.start,
            policy: PolicyIdentity(.file, name: "policy.json", sha256: String(repeating: "a", count: 64), text: "{}"),
            repositories: [
                SavedPlan.PlannedRepository(
                    registryID: "123456789012", region: "eu-west-1", name: "team-a/app", isPublic: false,
                    images: [
                        try .test(1): SavedPlan.PlannedImage(
                            tags: ["pr-7", "v\"1"], pushedAt: "2025-12-06T05:46:40Z", lastPulledAt: nil, bytes: 42,
                            action: .expire, rule: 1, reason: "older than 15 days (16.2)")
                    ]),
                SavedPlan.PlannedRepository(
                    registryID: "123456789012", region: "us-east-1", name: "team-a/app", isPublic: true,
                    images: [
                        try .test(2): SavedPlan.PlannedImage(
                            tags: [], pushedAt: nil, lastPulledAt: nil, bytes: .max, action: .transition, rule: nil,
                            reason: "")
                    ]),
            ])
        plan.manifestsReadUntil = TestClock.start + 60
        plan.run = "night"
        return plan
    }

    @Test("is read as it was written, whatever white space an editor adds")
    func roundTrip() throws {
        let plan = try plan()
        let text = try plan.fileText()
        #expect(try SavedPlan(fileText: text) == plan)
        let spaced = String(decoding: text, as: UTF8.self).replacingOccurrences(of: "\n", with: "\n \n")
        #expect(try SavedPlan(fileText: Data(spaced.utf8)) == plan)
    }

    @Test(
        "a changed plan is refused",
        arguments: [
            ("pr-7", "pr-8"), ("\"transition\"", "\"expire\""), ("eu-west-1", "eu-west-2"), ("us-east-1", "eu-west-1"),
            ("\"rule\":1", "\"rule\":2"), ("\"public\":true", "\"public\":false"),
            ("\"all\"", "\"narrowed\""), ("night", "day"), ("2026-09-21T14:14", "2026-09-21T14:15"),
            ("00000001\"", "00000003\""), ("policy.json", "other.json"), ("aaaa", "aaab"),
        ])
    func changed(text: String, replacement: String) throws {
        let file = String(decoding: try plan().fileText(), as: UTF8.self)
        let changed = file.replacingOccurrences(of: text, with: replacement)
        #expect(changed != file)
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(changed.utf8)) }
        #expect(error?.description.contains("changed since it was written") == true)
    }

    @Test(
        "a plan with a member that is not written is refused, since the checksum does not cover it",
        arguments: ["{\"kind\"", "{\"registryId\"", "{\"digest\""])
    func added(place: String) throws {
        let file = String(decoding: try plan().fileText(), as: UTF8.self)
        let longer = "{\"extra\":1,\(place.dropFirst())"
        let spaced = place.replacingOccurrences(of: "{", with: "{\n")
        let changed = file.replacingOccurrences(of: place, with: longer).replacingOccurrences(of: spaced, with: longer)
        try #require(changed != file)
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(changed.utf8)) }
        #expect(error?.description.contains("the member \"extra\"") == true)
    }

    @Test(
        "a plan in which something stands twice is refused, since a person may have read the other",
        arguments: [
            ("\"scope\"", "\"scope\":\"all\",\"scope\""), ("{\"registryId\"", "{\"name\":\"other\",\"registryId\""),
            ("{\"digest\"", "{\"tags\":[],\"digest\""),
        ])
    func repeated(place: String, longer: String) throws {
        let file = String(decoding: try plan().fileText(), as: UTF8.self)
        let spaced = place.replacingOccurrences(of: "{", with: "{\n")
        let changed = file.replacingOccurrences(of: place, with: longer).replacingOccurrences(of: spaced, with: longer)
        try #require(changed != file)
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(changed.utf8)) }
        #expect(error?.description.contains("twice") == true)
    }

    @Test("a plan that names an image twice is refused")
    func repeatedImage() throws {
        let file = String(decoding: try plan().fileText(), as: UTF8.self)
        let image = try #require(file.firstMatch(of: /\{\s*"digest"[^}]*\}/)?.output)
        let changed = file.replacing(image, with: "\(image),\(image)", maxReplacements: 1)
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(changed.utf8)) }
        #expect(error?.description.contains("twice") == true)
    }

    @Test("a plan that names a repository twice is refused")
    func repeatedRepository() throws {
        var plan = try plan()
        let repository = try #require(plan.repositories.first)
        var other = repository
        other.images = [:]
        plan.repositories = [repository, other]
        let file = try plan.fileText()
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: file) }
        #expect(error?.description == "it has \(repository.name) twice, which `plan --save` does not write")

        other.region = "us-east-1"
        plan.repositories = [repository, other]
        #expect(try SavedPlan(fileText: plan.fileText()) == plan)
    }

    @Test("what is no whole plan is refused with the place of the fault")
    func place() throws {
        let file = String(decoding: try plan().fileText(), as: UTF8.self)
        let changed = file.replacing(/"createdAt": *"[^"]*"/, with: "\"createdAt\": 5")
        try #require(changed != file)
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(changed.utf8)) }
        #expect(error?.description.hasPrefix("it is no whole plan: $.createdAt: ") == true)
    }

    @Test("a plan that is cut anywhere is refused")
    func cut() throws {
        let file = try plan().fileText()
        for count in stride(from: 0, to: file.count - 2, by: 7) {
            #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: file.prefix(count)) }
        }
    }

    @Test(
        "anything else is no plan",
        arguments: [
            "", "{}", "[]", "null", "{\"rules\": []}", "{\"kind\": \"ecr-cleanup plan\"}",
            "{\"kind\": \"ecr-cleanup plan\", \"schemaVersion\": 3}", "{\"kind\": \"other\", \"schemaVersion\": 2}",
        ])
    func otherFile(text: String) throws {
        #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(text.utf8)) }
    }

    @Test("a plan of another version is refused by it, whatever else stands in it")
    func otherVersion() throws {
        let text = "{\"kind\": \"ecr-cleanup plan\", \"schemaVersion\": 1, \"policy\": 5}"
        let error = #expect(throws: InvalidPlan.self) { try SavedPlan(fileText: Data(text.utf8)) }
        #expect(error?.description.contains("schema version 1") == true)
    }

    @Test("a text made repository by repository is that of the whole plan")
    func writer() throws {
        let plan = try plan()
        var writer = try SavedPlanWriter(plan)
        for repository in plan.repositories { try writer.append(repository) }
        let (text, checksum) = try writer.finish(manifestsReadUntil: plan.manifestsReadUntil)
        #expect(try text == plan.fileText())
        #expect(try checksum == plan.checksum())
        #expect(writer.imageCount == 2)
    }
}
