import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("Tagged and untagged images are listed side by side")
struct SideBySideListingTests {
    /// Tagged images `t0` to `t5`, and untagged ones `u0` to `u5`, in turns.
    private static let mixed = (0..<6).flatMap { number in
        [
            ImageEntry("t\(number)", tags: [ImageTag("t\(number)")], pushed: .daysAgo(30)),
            ImageEntry("u\(number)", pushed: .daysAgo(30)),
        ]
    }

    /// Images of which each listing shows `moving` if it is tagged or untagged after the first pages of two.
    ///
    /// - Parameter part: one of the names of the images that are listed with `moving` at first, without its number.
    private static func twice(_ moving: ImageEntry, with part: String) -> [ImageEntry] {
        func images(of part: String) -> [ImageEntry] { mixed.filter { $0.name.hasPrefix(part) } }
        let others = images(of: part == "t" ? "u" : "t")
        return others.prefix(3) + images(of: part).prefix(1) + [moving] + others.dropFirst(3)
            + images(of: part).dropFirst(1)
    }

    @Test("if there is more than one page, and each part has page tokens of its own", arguments: [1, 2, 5, 11])
    func parts(pageSize: Int) async throws {
        let stage = try Stage(Self.mixed)
        let progress = RunProgress()
        let images = try await Inventory(
            of: "app", in: stage.client(pageSize: pageSize), progress: progress
        ).images
        #expect(images.map(\.digest).sorted() == stage.left().sorted())
        #expect(progress.snapshot.imagesRead == 12)
        let pages = (6 + pageSize - 1) / pageSize
        #expect(stage.listings == ["ANY": 1, "TAGGED": pages, "UNTAGGED": pages])
    }

    @Test("at no cost if there is one page", arguments: [12, 13])
    func onePage(pageSize: Int) async throws {
        let stage = try Stage(Self.mixed)
        #expect(try await Inventory(of: "app", in: stage.client(pageSize: pageSize)).images.count == 12)
        #expect(stage.listings == ["ANY": 1])
    }

    @Test("where all images are of one part, too", arguments: [true, false])
    func emptyPart(isTagged: Bool) async throws {
        let stage = try Stage(Self.mixed.filter { $0.tags.isEmpty != isTagged })
        #expect(try await Inventory(of: "app", in: stage.client(pageSize: 2)).images.count == 6)
        #expect(stage.listings == ["ANY": 1, "TAGGED": isTagged ? 3 : 1, "UNTAGGED": isTagged ? 1 : 3])
    }

    @Test("but not in ECR Public, which has no filter")
    func publicRegistry() async throws {
        let images = Self.mixed.filter { !$0.tags.isEmpty }
        let stage = try Stage(
            RegistryFile(repositories: [], publicRepositories: [RepositoryEntry("app", images: images)]))
        let client = try stage.publicClient(pageSize: 2)
        #expect(try await Inventory(of: "app", in: client).images.count == 6)
        #expect(stage.transport.requests.count == 3)
        #expect(stage.transport.requests.allSatisfy { !$0.bodyText.contains("filter") })
    }

    /// Policies, and whether the repository is listed serially.
    static let policies: [(String, Bool, Policy)] = [
        ("deletes", false, Policy(sections: [.test(.expireOld())])),
        ("archives", true, Policy(sections: [.test(.archiveOld)])),
        (
            "counts tagged images", false,
            Policy(sections: [.test(.keep(newest: 3, of: .tagged(TagList([.prefix("t")]))))])
        ),
        ("counts untagged images", true, Policy(sections: [.test(.keep(newest: 3, of: .untagged))])),
        ("counts all images", true, Policy(sections: [.test(.keep(newest: 3, of: .any))])),
        ("protects the newest", true, Policy(sections: [.test(.expireOld())], protection: Protection(newest: 1))),
        (
            "protects the last pulled", true,
            Policy(sections: [.test(.expireOld())], protection: Protection(newestPulled: 1))
        ),
    ]

    @Test("but not where a rule archives, or where untagged images are counted", arguments: policies)
    func serialPolicy(_: String, isSerial: Bool, policy: Policy) async throws {
        let stage = try Stage(Self.mixed)
        let summary = try await stage.service(pageSize: 2).run(.dry { $0.policy = policy })
        #expect(summary.totals.selected > 0)
        #expect(stage.listings == (isSerial ? ["ANY": 6] : ["ANY": 1, "TAGGED": 3, "UNTAGGED": 3]))
    }

    @Test(
        "but not where ECR does not give what an index holds: serially from the first page on, or from a later one",
        arguments: [ImageStatus.archived, .activating], [true, false])
    func hiddenContents(status: ImageStatus, isFirst: Bool) async throws {
        let index = ImageEntry("index", tags: ["v1"], status: status, pushed: .daysAgo(30), manifests: ["u0"])
        let stage = try Stage(isFirst ? [Self.mixed[1], index] + Self.mixed.dropFirst(2) : Self.mixed + [index])
        let progress = RunProgress()
        let images = try await Inventory(of: "app", in: stage.client(pageSize: 3), progress: progress).images
        #expect(images.map(\.digest).sorted() == stage.left().sorted())
        #expect(progress.snapshot.imagesRead == images.count)
        #expect(stage.listings["ANY"] == (isFirst ? 4 : 1 + 5))
        #expect((stage.listings["TAGGED"] ?? 0) == (isFirst ? 0 : 3))
    }

    @Test("an archived image that is no index changes nothing")
    func archivedImage() async throws {
        let stage = try Stage(Self.mixed + [ImageEntry("old", status: .archived, pushed: .daysAgo(30))])
        #expect(try await Inventory(of: "app", in: stage.client(pageSize: 7)).images.count == 13)
        #expect(stage.listings == ["ANY": 1, "TAGGED": 1, "UNTAGGED": 1])
    }

    @Test("a registry that ignores the filter is listed serially")
    func ignoredFilter() async throws {
        let stage = try Stage(Self.mixed)
        let ignoring = StubTransport { [transport = stage.transport] request, _ in
            var request = request
            for part in ["TAGGED", "UNTAGGED"] {
                request.body = Data(
                    String(decoding: request.body, as: UTF8.self)
                        .replacing(#","tagStatus":"\#(part)""#, with: "").utf8)
            }
            return try await transport.send(request)
        }
        let images = try await Inventory(of: "app", in: stage.client(pageSize: 4, through: ignoring)).images
        #expect(images.map(\.digest).sorted() == stage.left().sorted())
        #expect(stage.listings["TAGGED"] == nil)
    }

    @Test("an image that is in both listings is asked for by digest", arguments: [true, false])
    func inBoth(isTaggedMeanwhile: Bool) async throws {
        let moving = ImageEntry("moving", tags: isTaggedMeanwhile ? [] : ["x"], pushed: .daysAgo(30))
        let stage = try Stage(Self.twice(moving, with: isTaggedMeanwhile ? "u" : "t"))
        let digest = try stage.digest("moving")
        stage.registry.on(.after, call: 3, of: "DescribeImages") { registry in
            if isTaggedMeanwhile { registry.tag(digest, as: "x", in: "app") } else { registry.untag("x", in: "app") }
        }
        let tagging = stage.changing { $0.tag(digest, as: "y", in: "app") }
        let images = try await Inventory(of: "app", in: stage.client(pageSize: 2, through: tagging)).images
        #expect(images.count == 13)
        #expect(images.first { $0.digest == digest }?.tags == (isTaggedMeanwhile ? ["x", "y"] : ["y"]))
        let asked = stage.transport.requests.filter { $0.bodyText.contains("imageIds") }
        #expect(asked.map { $0.bodyText.contains("\(digest)") } == [true])
    }

    @Test("an image that is in both listings, and gone when it is asked for, stays in the inventory")
    func inBothAndGone() async throws {
        let stage = try Stage(Self.twice(ImageEntry("moving", pushed: .daysAgo(30)), with: "u"))
        let digest = try stage.digest("moving")
        stage.registry.on(.after, call: 3, of: "DescribeImages") { $0.tag(digest, as: "x", in: "app") }
        let removing = stage.changing { $0.remove(digest, from: "app") }
        let images = try await Inventory(of: "app", in: stage.client(pageSize: 2, through: removing)).images
        #expect(images.count == 13)
        #expect(images.contains { $0.digest == digest })
    }

    @Test("an index in both listings that turns out to be archived: all is listed serially")
    func archivedMeanwhile() async throws {
        let index = ImageEntry("index", pushed: .daysAgo(30), manifests: ["u0"])
        let stage = try Stage(Self.twice(index, with: "u"))
        let digest = try stage.digest("index")
        stage.registry.on(.after, call: 3, of: "DescribeImages") { $0.tag(digest, as: "x", in: "app") }
        let archiving = stage.changing { registry in
            registry.update(digest, in: "app") { $0.status = .archived }
        }
        let images = try await Inventory(of: "app", in: stage.client(pageSize: 2, through: archiving)).images
        #expect(images.first { $0.digest == digest }?.status == .archived)
        #expect(stage.listings["ANY"] == 1 + 7)
    }

    @Test("the failure of one listing is the failure of all, and nothing goes", arguments: ["TAGGED", "UNTAGGED"])
    func failure(part: String) async throws {
        let stage = try Stage(Self.mixed)
        let denying = StubTransport { [transport = stage.transport] request, _ in
            guard request.bodyText.contains(#""tagStatus":"\#(part)""#) else {
                return try await transport.send(request)
            }
            return TransportResponse(.badRequest, text: #"{"__type":"AccessDeniedException","message":"no"}"#)
        }
        let summary = try await stage.service(pageSize: 2, through: denying).run(
            .deleting { $0.policy = Policy(sections: [.test(.expireOld())]) })
        #expect(summary.repositories.map(\.status) == [.failed])
        #expect(summary.repositories[0].reason?.contains("AccessDeniedException") == true)
        #expect(stage.left().count == 12)
    }

    @Test("a listing that never brings anything new ends, whatever the other brings")
    func endlessPart() async throws {
        let stage = try Stage(Self.mixed)
        let number = Mutex(0)
        let endless = StubTransport { [transport = stage.transport] request, _ in
            guard request.bodyText.contains(#""tagStatus":"TAGGED""#) else { return try await transport.send(request) }
            let token = number.withLock { number in
                number += 1
                return number
            }
            return TransportResponse(.ok, text: #"{"imageDetails":[],"nextToken":"\#(token)"}"#)
        }
        let error = await #expect(throws: AWSError.self) {
            try await Inventory(of: "app", in: stage.client(pageSize: 2, through: endless))
        }
        #expect(error?.message.contains("brought nothing new") == true)
        #expect(number.withLock(\.self) <= 101)
    }

    @Test("a repository becomes large once, also where it is listed again")
    func becomesLarge() async throws {
        let index = ImageEntry("index", status: .archived, pushed: .daysAgo(30), manifests: ["stale-0"])
        let stage = try Stage(.stale(LargeRepositories.threshold + 1500) + [index])
        var count = 0
        let images = try await Inventory(of: "app", in: stage.client()) { count += 1 }.images
        #expect(images.count == LargeRepositories.threshold + 1501)
        #expect(stage.listings["ANY"] == 1 + 7)
        #expect(count == 1)
        var small = 0
        let atLimit = try Stage(.stale(LargeRepositories.threshold))
        _ = try await Inventory(of: "app", in: atLimit.client()) { small += 1 }
        #expect(small == 0)
    }
}

extension Stage {
    /// This stage's transport, which changes the registry before images are asked for by digest.
    fileprivate func changing(_ change: @escaping @Sendable (SimulatedRegistry) -> Void) -> StubTransport {
        StubTransport { [transport, registry] request, _ in
            if request.bodyText.contains("imageIds") { change(registry) }
            return try await transport.send(request)
        }
    }

    /// How many pages were listed, by the filter of tags.
    fileprivate var listings: [String: Int] {
        transport.requests.filter { $0.bodyText.contains("maxResults") && $0.operation == "DescribeImages" }
            .reduce(into: [:]) { counts, request in
                let part = ["UNTAGGED", "TAGGED"].first { request.bodyText.contains("\"\($0)\"") }
                counts[part ?? "ANY", default: 0] += 1
            }
    }
}

extension Policy.Section {
    fileprivate static func test(_ rules: Rule...) -> Policy.Section {
        Policy.Section(name: "test", repositories: .all, rules: rules)
    }
}

extension Rule {
    fileprivate static func keep(newest count: Int, of tagStatus: TagStatus) -> Rule {
        Rule(priority: 1, tagStatus: tagStatus, count: .imageCountMoreThan(count), action: .expire)
    }
}
