import ECRSimulator
import Foundation
import HTTPTypes
import ImageModel
import Testing

/// - SeeAlso: [Examples of lifecycle policies in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html)
@Suite("Lifecycle previews")
struct LifecyclePreviewTests {
    /// A rule as JSON has it.
    private func rule(
        _ priority: Int, _ tags: [String: Any], _ count: [String: Any], archives: Bool = false
    ) -> [String: Any] {
        [
            "rulePriority": priority, "selection": tags.merging(count) { first, _ in first },
            "action": archives ? ["type": "transition", "targetStorageClass": "archive"] : ["type": "expire"],
        ]
    }

    private func patterns(_ patterns: String...) -> [String: Any] {
        ["tagStatus": "tagged", "tagPatternList": patterns]
    }

    private let any: [String: Any] = ["tagStatus": "any"]
    private let untagged: [String: Any] = ["tagStatus": "untagged"]

    private func moreThan(_ count: Int) -> [String: Any] {
        ["countType": "imageCountMoreThan", "countNumber": count]
    }

    private func since(_ event: String, _ days: Int) -> [String: Any] {
        ["countType": "sinceImage\(event)", "countUnit": "days", "countNumber": days]
    }

    private func text(_ rules: [[String: Any]]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: ["rules": rules]), as: UTF8.self)
    }

    private func begin(_ rules: [[String: Any]], in registry: SimulatedRegistry) throws -> Reply {
        try registry.call(
            "StartLifecyclePolicyPreview",
            ["repositoryName": "app", "lifecyclePolicyText": try text(rules)])
    }

    private func preview(in registry: SimulatedRegistry, _ members: [String: Any] = [:]) throws -> Reply {
        try registry.call(
            "GetLifecyclePolicyPreview", members.merging(["repositoryName": "app"]) { first, _ in first })
    }

    /// The names of the images that a preview lists, in the order of the registry.
    private func listed(_ images: [ImageEntry], _ rules: [String: Any]...) throws -> [String] {
        let registry = try SimulatedRegistry(.app(images))
        #expect(try begin(rules, in: registry).status == 200)
        let digests = try preview(in: registry).strings("previewResults", "imageDigest")
        return try images.map(\.name).filter { digests.contains("\(try registry.digest($0))") }
    }

    private let releases = [
        ImageEntry("A", tags: ["beta-1", "prod-1"], pushed: .daysAgo(10)),
        ImageEntry("B", tags: ["beta-2", "prod-2"], pushed: .daysAgo(9)),
        ImageEntry("C", tags: ["beta-3"], pushed: .daysAgo(8)),
    ]

    @Test("of the user guide's examples take the images that the guide says")
    func userGuide() throws {
        #expect(
            try listed(releases, rule(1, patterns("prod*"), moreThan(1)), rule(2, patterns("beta*"), moreThan(1)))
                == ["A"])
        #expect(
            try listed(releases, rule(1, patterns("beta*"), moreThan(1)), rule(2, patterns("prod*"), moreThan(1)))
                == ["A", "B"])
        let several = [
            ImageEntry("A", tags: ["alpha-1"], pushed: .daysAgo(12)),
            ImageEntry("B", tags: ["beta-1"], pushed: .daysAgo(11)),
            ImageEntry("C", tags: ["alpha-2", "beta-2"], pushed: .daysAgo(10)),
            ImageEntry("D", tags: ["alpha-3"], pushed: .daysAgo(4)),
            ImageEntry("E", tags: ["beta-3"], pushed: .daysAgo(3)),
            ImageEntry("F", tags: ["alpha-4", "beta-4"], pushed: .daysAgo(2)),
        ]
        #expect(try listed(several, rule(1, patterns("alpha*", "beta*"), since("Pushed", 5))) == ["C"])
        #expect(try listed(several, rule(1, patterns("alpha*", "beta*"), moreThan(1))) == ["C"])
        let all = [
            ImageEntry("A", tags: ["alpha-1"], pushed: .daysAgo(4)),
            ImageEntry("B", tags: ["beta-1"], pushed: .daysAgo(3)),
            ImageEntry("C", pushed: .daysAgo(2)), ImageEntry("D", tags: ["alpha-2"], pushed: .daysAgo(1)),
        ]
        #expect(try listed(all, rule(1, any, moreThan(1))) == ["A", "B", "C"])
        #expect(
            try listed(all, rule(1, patterns("alpha*"), moreThan(1)), rule(2, any, moreThan(1))) == ["A", "B", "C"])
    }

    @Test("count ages from the last return from the archive, and from the pull or what stands for it")
    func times() throws {
        let images = [
            ImageEntry("old", pushed: .daysAgo(100), pulled: .daysAgo(90)),
            ImageEntry("restored", pushed: .daysAgo(100), pulled: .daysAgo(90), activated: .daysAgo(5)),
            ImageEntry("pulled", pushed: .daysAgo(100), pulled: .daysAgo(5)),
            ImageEntry("never", pushed: .daysAgo(100)),
            ImageEntry("archived", status: .archived, pushed: .daysAgo(400), archived: .daysAgo(200)),
            ImageEntry("returning", status: .activating, pushed: .daysAgo(400), archived: .daysAgo(200)),
        ]
        #expect(try listed(images, rule(1, any, since("Pushed", 30))) == ["old", "pulled", "never"])
        #expect(try listed(images, rule(1, any, since("Pulled", 30), archives: true)) == ["old", "never"])
        let archive = any.merging(["storageClass": "archive"]) { first, _ in first }
        #expect(try listed(images, rule(1, archive, since("Transitioned", 90))) == ["archived"])
        #expect(try listed(images, rule(1, archive, since("Transitioned", 365))) == [])
    }

    private let family = [
        ImageEntry("amd", pushed: .daysAgo(30)),
        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: ["amd"]),
        ImageEntry("old-amd", pushed: .daysAgo(40)), ImageEntry("old", pushed: .daysAgo(40), manifests: ["old-amd"]),
        ImageEntry("signature", pushed: .daysAgo(40), subject: "old"),
    ]

    @Test("leave out, list or count the parts of images, since ECR does not say which")
    func parts() throws {
        func listed(_ parts: LifecyclePreviews.Parts) throws -> [String] {
            let registry = try SimulatedRegistry(.app(family))
            registry.lifecyclePreviews.parts = parts
            #expect(try begin([rule(1, untagged, since("Pushed", 10))], in: registry).status == 200)
            let digests = try preview(in: registry).strings("previewResults", "imageDigest")
            return try family.map(\.name).filter { digests.contains("\(try registry.digest($0))") }
        }
        #expect(try listed(.omitted) == ["old"])
        #expect(try listed(.listed) == ["old-amd", "old", "signature"])
        // A manifest is never expired before its index is deleted.
        #expect(try listed(.counted) == ["old", "signature"])
    }

    @Test("are given page by page, and by tag status, digest or tag")
    func pages() throws {
        let registry = try SimulatedRegistry(.app(releases))
        #expect(try begin([rule(1, any, since("Pushed", 1))], in: registry).status == 200)
        let first = try preview(in: registry, ["maxResults": 2])
        #expect(first.rows("previewResults").count == 2)
        let token = try #require(first.nextToken)
        let second = try preview(in: registry, ["maxResults": 2, "nextToken": token])
        #expect(second.rows("previewResults").count == 1)
        #expect(second.nextToken == nil)
        #expect((second.json["summary"] as? [String: Any])?["expiringImageTotalCount"] as? Int == 3)
        #expect(try preview(in: registry, ["filter": ["tagStatus": "UNTAGGED"]]).rows("previewResults").isEmpty)
        #expect(
            try preview(in: registry, ["imageIds": [["imageTag": "beta-3"]]]).rows("previewResults").count == 1)
        #expect(try preview(in: registry, ["maxResults": 101]).code == "InvalidParameterException")
    }

    @Test("are one at a time for a repository, and those of others stay until they are replaced")
    func oneAtATime() throws {
        let registry = try SimulatedRegistry(.app(releases))
        #expect(try preview(in: registry).code == "LifecyclePolicyPreviewNotFoundException")
        registry.lifecyclePreviews.status = "IN_PROGRESS"
        #expect(try begin([rule(1, any, since("Pushed", 1))], in: registry).json["status"] as? String == "IN_PROGRESS")
        #expect(try preview(in: registry).rows("previewResults").isEmpty)
        let second = [rule(2, any, since("Pushed", 9))]
        #expect(try begin(second, in: registry).code == "LifecyclePolicyPreviewInProgressException")
        registry.lifecyclePreviews.status = "COMPLETE"
        #expect(try preview(in: registry).rows("previewResults").count == 3)
        #expect(try begin(second, in: registry).status == 200)
        #expect(try preview(in: registry).rows("previewResults").count == 1)
    }

    @Test("without a policy are those of the repository's own policy")
    func ownPolicy() throws {
        let policy = try text([rule(1, any, since("Pushed", 9))])
        let entry = RepositoryEntry(
            "app", lifecyclePolicy: policy, lifecyclePolicyEvaluated: .daysAgo(1), images: releases)
        let registry = try SimulatedRegistry(
            RegistryFile(repositories: [entry, RepositoryEntry("none", images: [])]))
        let own = try registry.call("GetLifecyclePolicy", ["repositoryName": "app"])
        #expect(own.json["lifecyclePolicyText"] as? String == policy)
        #expect(own.json["lastEvaluatedAt"] as? Double == start.timeIntervalSince1970 - 86_400)
        let none = try registry.call("GetLifecyclePolicy", ["repositoryName": "none"])
        #expect(none.code == "LifecyclePolicyNotFoundException")
        #expect(try registry.call("StartLifecyclePolicyPreview", ["repositoryName": "app"]).status == 200)
        #expect(try preview(in: registry).rows("previewResults").count == 1)
        #expect(
            try registry.call("StartLifecyclePolicyPreview", ["repositoryName": "none"]).code
                == "LifecyclePolicyNotFoundException")
    }

    @Test("refuse what ECR does not take")
    func invalid() throws {
        let registry = try SimulatedRegistry(.app(releases))
        var grouped = rule(1, any, moreThan(1))
        grouped["selection"] = any.merging(moreThan(1).merging(["groupBy": "{}-*"]) { one, _ in one }) { one, _ in one }
        let archived = any.merging(["storageClass": "archive"]) { first, _ in first }
        let policies: [[[String: Any]]] = [
            [], [grouped], [rule(0, any, moreThan(1))], [rule(1, any, moreThan(0))],
            [rule(1, any, moreThan(1)), rule(2, untagged, moreThan(1))],
            [rule(1, untagged, moreThan(1)), rule(2, untagged, moreThan(1))],
            [rule(1, any, moreThan(1)), rule(1, patterns("a"), moreThan(1))],
            [rule(1, ["tagStatus": "tagged"], moreThan(1))], [rule(1, any, since("Pulled", 9))],
            [rule(1, archived, since("Transitioned", 89))], [rule(1, any, since("Transitioned", 90))],
            [rule(1, any, ["countType": "sinceImagePushed", "countUnit": "hours", "countNumber": 9])],
        ]
        for policy in policies {
            #expect(try begin(policy, in: registry).code == "InvalidParameterException", "\(policy)")
        }
    }

    @Test("can be set by a request, which knows each planted mistake")
    func control() throws {
        let registry = try SimulatedRegistry(.app(releases))
        for deviation in LifecycleDeviation.allCases {
            let body = #"{"status": "FAILED", "parts": "listed", "deviation": "\#(deviation.rawValue)"}"#
            #expect(registry.control(.post, "previews", body).status == 200)
            #expect(
                registry.lifecyclePreviews
                    == LifecyclePreviews(status: "FAILED", parts: .listed, deviation: deviation))
        }
        #expect(registry.control(.post, "previews", "{}").status == 200)
        #expect(registry.lifecyclePreviews == LifecyclePreviews())
        #expect(registry.control(.post, "previews", #"{"status": "DONE"}"#).status == 400)
        #expect(registry.control(.post, "previews", #"{"deviations": []}"#).status == 400)
    }
}
