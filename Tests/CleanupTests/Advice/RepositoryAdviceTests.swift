import ECRClient
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Advice about a repository")
struct RepositoryAdviceTests {
    private static let now = TestClock.start

    private static func daysAgo(_ days: Double) -> Date { now.addingTimeInterval(-days * 86_400) }

    private static func image(
        _ number: Int = 0, _ tags: [ImageTag] = [], pushed: Double? = 10, pulled: Double? = nil,
        status: ImageStatus = .active, bytes: Int64 = 1 << 30, mediaType: MediaType = .imageManifest,
        subject: ImageDigest? = nil, isBuildCache: Bool = false
    ) throws -> Image {
        Image(
            digest: try .test(number), tags: tags, status: status, pushedAt: pushed.map(daysAgo),
            lastPulledAt: pulled.map(daysAgo), sizeInBytes: bytes, mediaType: mediaType, subject: subject,
            isBuildCache: isBuildCache)
    }

    private static func repository(
        _ images: [Image], decisions: [Decision] = [], isPublic: Bool = false, isInUse: Bool? = nil
    ) -> AdvisedRepository {
        AdvisedRepository(
            location: RegistryLocation(isPublic: isPublic, registryID: "123456789012", region: "eu-west-1"),
            name: "team-a/app", images: images, decisions: decisions, now: now, isInUse: isInUse)
    }

    // MARK: Quotas

    @Test(
        "is that it comes near the quota of images, from 80 % on",
        arguments: [(0, false), (80_000, false), (80_001, true), (100_000, true)])
    func imageQuota(count: Int, isNear: Bool) throws {
        let image = try Self.image()
        let advice = Self.repository(Array(repeating: image, count: count)).quotaAdvice
        #expect(advice.map(\.code) == (isNear ? [.nearImageQuota] : []))
        #expect(advice.allSatisfy { $0.risk != nil && $0.sentence.contains("of 100,000 images") })
        #expect(advice.allSatisfy { $0.command?.contains("service-quotas") == true })
    }

    @Test("says how many of the images go by the policy")
    func imageQuotaWithPlan() throws {
        let images = Array(repeating: try Self.image(), count: 80_001)
        var decisions = Array(repeating: Decision(.keep, reason: .noRule), count: images.count)
        for position in 0..<1200 { decisions[position] = Decision(.expire, reason: .noRule) }
        let advice = Self.repository(images, decisions: decisions).quotaAdvice
        #expect(advice.map(\.sentence) == ["it has 80,001 of 100,000 images; the policy takes 1,200 of them"])
    }

    @Test(
        "is that an image comes near the quota of tags, from 80 % on",
        arguments: [([800], nil), ([801, 5], 801), ([5, 801, 900, 802], 900)] as [([Int], Int?)])
    func tagQuota(counts: [Int], most: Int?) throws {
        let images = try counts.enumerated().map { number, count in
            try Self.image(number, (0..<count).map { ImageTag("v\($0)") })
        }
        let advice = Self.repository(images).quotaAdvice
        #expect(advice.map(\.code) == (most == nil ? [] : [.nearTagQuota]))
        guard let most, let advice = advice.first else { return }
        let digest = try #require(images.first { $0.tagCount == most }).digest
        #expect(advice.sentence.hasPrefix("\(digest) has \(most) of 1,000 tags"))
        #expect(advice.sentence.hasSuffix(counts.count > 2 ? "; 2 more images are near it" : "tags"))
        #expect(
            advice.command
                == "aws ecr describe-images --region eu-west-1 --repository-name team-a/app --image-ids "
                + "imageDigest=\(digest) --query 'imageDetails[].imageTags[]'")
    }

    // MARK: Untagged images

    @Test("is that no rule matches untagged images, unless they stay with others")
    func untaggedWithoutRule() throws {
        let none = Decision(.keep, reason: .noRule)
        let manifest = Decision(.keep, reason: .stays(with: try .test(9), as: .manifest))
        let images = [try Self.image(1), try Self.image(2), try Self.image(3, ["v1"]), try Self.image(4)]
        let advice = try #require(
            Self.repository(images, decisions: [none, none, none, manifest]).untaggedAdvice)
        #expect(advice.code == .untaggedWithoutRule)
        #expect(advice.sentence == "no rule matches 2 untagged images, which stay for good")
        #expect(advice.bytes == 2 << 30)
        #expect(Self.repository(images, decisions: [manifest, manifest, none, manifest]).untaggedAdvice == nil)
        #expect(Self.repository(images).untaggedAdvice == nil)
    }

    // MARK: Lifecycle policies

    private static func policy(_ selection: String, evaluated: Double? = 1) -> LifecyclePolicy {
        LifecyclePolicy(
            text: #"{"rules":[{"rulePriority":1,"selection":{\#(selection)},"action":{"type":"expire"}}]}"#,
            lastEvaluatedAt: evaluated.map(daysAgo))
    }

    private static let untagged =
        #""tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14"#
    private static let release =
        #""tagStatus":"tagged","tagPatternList":["release*"],"countType":"imageCountMoreThan","countNumber":3"#
    private static let archived =
        #""tagStatus":"any","storageClass":"archive","countType":"sinceImageTransitioned","countUnit":"days","countNumber":90"#

    @Test("is that neither a policy nor a lifecycle policy applies, with what that costs")
    func noPolicy() throws {
        let repository = Self.repository([try Self.image(0), try Self.image(1, bytes: 2 << 30)])
        let advice = repository.lifecyclePolicyAdvice(nil, isCovered: false)
        #expect(advice.map(\.code) == [.noPolicy])
        #expect(advice.first?.bytes == 3 << 30)
        #expect(abs((advice.first?.estimatedMonthlyCost ?? 0) - 0.30) < 0.001)
        #expect(repository.lifecyclePolicyAdvice(nil, isCovered: true).isEmpty)
        #expect(Self.repository([]).lifecyclePolicyAdvice(nil, isCovered: false).isEmpty)
    }

    @Test(
        "is that ECR has not evaluated a lifecycle policy for a week",
        arguments: [(1, nil), (7, nil), (7.01, "2026"), (400, "400 days ago"), (nil, "not evaluated")]
            as [(Double?, String?)])
    func evaluation(days: Double?, words: String?) throws {
        let advice = Self.repository([try Self.image()])
            .lifecyclePolicyAdvice(Self.policy(Self.untagged, evaluated: days), isCovered: false)
        #expect(advice.map(\.code) == (words == nil ? [] : [.lifecyclePolicyNotEvaluated]))
        #expect(advice.allSatisfy { $0.risk != nil && $0.sentence.contains(words ?? "?") })
    }

    @Test(
        "is that no image meets a rule of the lifecycle policy",
        arguments: [
            (untagged, [[]], ImageStatus.active, false), (untagged, [["a"]], .active, true),
            (untagged, [["a"], []], .active, false), (release, [["release-1"]], .active, false),
            (release, [["main"], []], .active, true), (archived, [["a"]], .active, true),
            (archived, [["a"]], .archived, false), (untagged, [[]], .archived, true),
        ] as [(String, [[ImageTag]], ImageStatus, Bool)])
    func effect(selection: String, tags: [[ImageTag]], status: ImageStatus, isWithoutEffect: Bool) throws {
        let images = try tags.enumerated().map { try Self.image($0, $1, status: status) }
        let advice = Self.repository(images).lifecyclePolicyAdvice(Self.policy(selection), isCovered: true)
        #expect(advice.map(\.code) == (isWithoutEffect ? [.lifecyclePolicyNeverMatches] : []))
        #expect(advice.allSatisfy { $0.bytes == Int64(images.count) << 30 })
    }

    @Test("names the rules without effect, and says that all images are tagged")
    func effectSentence() throws {
        let advice = Self.repository([try Self.image(0, ["a"])])
            .lifecyclePolicyAdvice(Self.policy(Self.untagged), isCovered: true)
        #expect(
            advice.map(\.sentence) == [
                "its image meets no rule of its lifecycle policy (deletes untagged images that were pushed over "
                    + "14 days ago); all that is there is tagged"
            ])
    }

    @Test("is not given about a lifecycle policy in a form that is not known; that is said")
    func unknownForm() throws {
        let policy = LifecyclePolicy(text: #"{"rules":[{"new":1}]}"#, lastEvaluatedAt: Self.now)
        let advice = Self.repository([try Self.image()]).lifecyclePolicyAdvice(policy, isCovered: false)
        #expect(advice.map(\.code) == [.notComputed])
    }

    // MARK: Unused repositories

    @Test(
        "is that nobody pushed or pulled for a year",
        arguments: [
            (366, nil, true), (365, nil, false), (400, 364, false), (400, 366, true), (nil, 400, false),
        ] as [(Double?, Double?, Bool)])
    func unused(pushed: Double?, pulled: Double?, isUnused: Bool) throws {
        let images = [try Self.image(0, pushed: pushed, pulled: pulled), try Self.image(1, pushed: 500)]
        let advice = Self.repository(images).unusedRepositoryAdvice
        #expect((advice?.code == .unusedRepository) == isUnused)
        #expect(advice?.bytes == (isUnused ? 2 << 30 : nil))
    }

    @Test("is not that a repository is unused if a workload uses it, or if nothing can be known")
    func used() throws {
        let images = [try Self.image(pushed: 500)]
        #expect(Self.repository(images, isInUse: true).unusedRepositoryAdvice == nil)
        #expect(Self.repository(images, isPublic: true).unusedRepositoryAdvice == nil)
        #expect(Self.repository([]).unusedRepositoryAdvice == nil)
        let known = Self.repository(images, isInUse: false).unusedRepositoryAdvice
        #expect(known?.sentence.hasSuffix("nothing that was read uses it") == true)
        let unknown = Self.repository(images).unusedRepositoryAdvice
        #expect(unknown?.sentence.hasSuffix("500 days") == true)
    }

    // MARK: Build caches

    @Test(
        "takes a tag for a build cache's only if it is named so",
        arguments: [
            ("cache", true), ("buildcache", true), ("BuildCache", true), ("main-cache", true), ("main_cache", true),
            ("main-buildcache", true), ("buildcache-main", true), ("cached", false), ("fix-cache-bug", false),
            ("cache-fix", false), ("v1.2", false), ("nocache", false),
        ])
    func cacheTag(tag: String, isCache: Bool) {
        #expect(AdvisedRepository.isCacheTag(tag) == isCache)
    }

    @Test("counts build caches by their type and by their tags, without those that go")
    func buildCaches() throws {
        let images = [
            try Self.image(0, ["main"], isBuildCache: true), try Self.image(1, ["buildcache"], isBuildCache: true),
            try Self.image(2, ["pr-1-cache"]), try Self.image(3, ["app"]), try Self.image(4, isBuildCache: true),
        ]
        var decisions = Array(repeating: Decision(.keep, reason: .noRule), count: images.count)
        let all = try #require(Self.repository(images).buildCacheAdvice)
        #expect(
            all.sentence
                == "4 build caches (3 by the type application/vnd.buildkit.cacheconfig.v0, 1 by the tag alone): "
                + "buildcache, main, pr-1-cache")
        #expect(all.bytes == 4 << 30)
        for position in [0, 1, 4] { decisions[position] = Decision(.expire, reason: .noRule) }
        let rest = Self.repository(images, decisions: decisions).buildCacheAdvice
        #expect(rest?.sentence == "1 build cache (1 by the tag alone): pr-1-cache")
        decisions[2] = Decision(.expire, reason: .noRule)
        #expect(Self.repository(images, decisions: decisions).buildCacheAdvice == nil)
    }

    // MARK: Scans

    private static func scanned(_ name: RepositoryName = "team-a/app", onPush: Bool = false) -> Repository {
        Repository(registryID: "123456789012", name: name, arn: "arn", scansOnPush: onPush)
    }

    private static func enhanced(_ filters: String..., isContinuous: Bool = false) -> RegistryScanning {
        RegistryScanning(isEnhanced: true, rules: [.init(isContinuous: isContinuous, filters: filters)])
    }

    @Test("knows what a registry scans, by its own rules and by the repository's setting")
    func scans() {
        let basic = RegistryScanning(isEnhanced: false, rules: [])
        #expect(basic.scans(of: Self.scanned()) == .none)
        #expect(basic.scans(of: Self.scanned(onPush: true)) == .onPush)
        #expect(RegistryScanning(isEnhanced: true, rules: []).scans(of: Self.scanned(onPush: true)) == .none)
        #expect(Self.enhanced("*").scans(of: Self.scanned()) == .onPush)
        #expect(Self.enhanced("*", isContinuous: true).scans(of: Self.scanned()) == .continuous)
        #expect(Self.enhanced("team-a/*").scans(of: Self.scanned()) == .onPush)
        #expect(Self.enhanced("team-a/*").scans(of: Self.scanned("x/team-a/app")) == .none)
        #expect(Self.enhanced("a/a").scans(of: Self.scanned()) == .onPush)
        #expect(Self.enhanced("b").scans(of: Self.scanned()) == .none)
    }

    @Test(
        "is that most of the images that are scanned are not used",
        arguments: [(10, 5, false), (10, 6, true), (9, 9, false), (100, 100, true)])
    func scansOfUnusedImages(count: Int, unused: Int, isAdvised: Bool) throws {
        let images = try (0..<count).map { number in
            try Self.image(number, [ImageTag("v\(number)")], pushed: 200, pulled: number < unused ? 91 : 90)
        }
        let advice = Self.repository(images).scanAdvice(Self.enhanced("*"), of: Self.scanned())
        #expect((advice?.code == .scansUnusedImages) == isAdvised)
        if isAdvised { #expect(advice?.sentence.contains("nobody uses \(unused) of \(count):") == true) }
        #expect(advice?.risk?.contains("Amazon Inspector bills") != false)
        let basic = RegistryScanning(isEnhanced: false, rules: [])
        #expect(Self.repository(images).scanAdvice(basic, of: Self.scanned()) == nil)
        let own = Self.repository(images).scanAdvice(basic, of: Self.scanned(onPush: true))
        #expect(own?.risk?.contains("bills") != true && (own != nil) == isAdvised)
    }

    @Test(
        "counts images that were never pulled after a week, and leaves out what is not scanned or not known",
        arguments: [
            ("never pulled", 10), ("pushed today", 0), ("referrer", 0), ("cache", 0), ("archived", 0),
            ("beside an index", 0), ("in use", 0), ("signature", 0),
        ])
    func scannedImages(kind: String, unused: Int) throws {
        let subject = try ImageDigest.test(1000)
        var images = try (0..<10).map { number in
            try Self.image(
                number, kind == "signature" ? [ImageTag("sha256-\(subject.description.dropFirst(7)).sig")] : [],
                pushed: kind == "pushed today" ? 0.5 : 8, status: kind == "archived" ? .archived : .active,
                subject: kind == "referrer" ? subject : nil, isBuildCache: kind == "cache")
        }
        if kind == "beside an index" { images.append(try Self.image(10, ["a"], mediaType: .imageIndex)) }
        let decisions =
            kind == "in use"
            ? images.map { _ in Decision(.protect, reason: .protected(by: .inUse(by: "a task"), .named)) } : []
        let advice = Self.repository(images, decisions: decisions).scanAdvice(Self.enhanced("*"), of: Self.scanned())
        #expect((advice != nil) == (unused > 0))
    }

    // MARK: All rules

    @Test("has a cost or a risk, and says what to do")
    func complete() throws {
        var images = try (0..<12).map { try Self.image($0, [ImageTag("v\($0)-cache")], pushed: 500) }
        images.append(try Self.image(100, (0..<900).map { ImageTag("t\($0)") }, pushed: 500))
        let repository = Self.repository(images)
        let late = Self.policy(Self.untagged, evaluated: 30)
        var advice = repository.quotaAdvice
        advice += repository.lifecyclePolicyAdvice(nil, isCovered: false)
        advice += repository.lifecyclePolicyAdvice(late, isCovered: false)
        advice.append(try #require(repository.unusedRepositoryAdvice))
        advice.append(try #require(repository.buildCacheAdvice))
        advice.append(try #require(repository.scanAdvice(Self.enhanced("*"), of: Self.scanned())))
        let untagged = Self.repository([try Self.image()], decisions: [Decision(.keep, reason: .noRule)])
        advice.append(try #require(untagged.untaggedAdvice))
        #expect(Set(advice.map(\.code)) == Set(Advice.Code.allCases).subtracting([.nearImageQuota, .notComputed]))
        for piece in advice {
            #expect(piece.bytes != nil || piece.risk != nil)
            #expect(!piece.toDo.isEmpty && piece.repository == "team-a/app")
        }
    }
}
