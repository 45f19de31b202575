import Formats
import Testing

@testable import Retention

@Suite("Entries that stand for many registries or places")
struct CompactTargetTests {
    private static let rule =
        #"{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"#
        + #""action":{"type":"expire"}}"#

    private func document(_ targets: String) throws -> PolicyDocument {
        let section = #"{"name":"a","repositories":["*"],"rules":[\#(Self.rule)]}"#
        return try PolicyDocument(parsing: #"{"policies":[\#(section)],"targets":[\#(targets)]}"#.utf8)
    }

    private func targets(_ text: String) throws -> [Target] { try document(text).policy.targets }

    private func access(_ region: String, _ account: String? = nil, partition: String = "aws") -> Target.Access {
        Target.Access(region: region, roleARN: account.map { "arn:\(partition):iam::\($0):role/ecr-cleanup" })
    }

    private static let all =
        #"{"accounts":["111111111111","022222222222"],"regions":["eu-west-1","us-east-1"],"roleName":"ecr-cleanup"}"#

    @Test("are each account in each region")
    func expanded() throws {
        let accesses = ["111111111111", "022222222222"].flatMap { account in
            ["eu-west-1", "us-east-1"].map { access($0, account) }
        }
        #expect(try targets(Self.all) == accesses.map { Target(access: $0) })
    }

    @Test("are the regions of the own account without accounts")
    func ownAccount() throws {
        let text = #"{"regions":["eu-west-1","us-east-1"]},{"public":true},{"region":"eu-west-2"}"#
        #expect(
            try targets(text) == [
                Target(access: access("eu-west-1")), Target(access: access("us-east-1")), Target(isPublic: true),
                Target(access: access("eu-west-2")),
            ])
    }

    @Test(
        "have ARNs of their region's partition",
        arguments: [
            ("eu-west-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"),
            ("eusc-de-east-1", "aws-eusc"), ("us-isob-east-1", "aws-iso-b"), ("xx-new-1", "aws"),
        ])
    func partitions(region: String, partition: String) throws {
        let text = #"{"accounts":["111111111111"],"regions":["\#(region)"],"roleName":"ecr-cleanup"}"#
        #expect(try targets(text).map(\.access) == [access(region, "111111111111", partition: partition)])
    }

    @Test(
        "have the role's path, and its external id",
        arguments: [
            ("ecr-cleanup", "ecr-cleanup"), ("/ecr-cleanup", "ecr-cleanup"), ("/ops/a/r_+=,.@-1", "ops/a/r_+=,.@-1"),
        ])
    func role(name: String, resource: String) throws {
        let text = #"{"accounts":["111111111111"],"regions":["r-1"],"roleName":"\#(name)","externalId":"e"}"#
        let role = "arn:aws:iam::111111111111:role/\(resource)"
        #expect(
            try targets(text) == [
                Target(access: Target.Access(region: "r-1", roleARN: role, externalID: "e"))
            ])
    }

    @Test("stand in usageFrom beside others, and a target's usageFrom applies to all of it")
    func usageFrom() throws {
        let text = #"{"regions":["r-1","r-2"],"usageFrom":[{"region":"r-1"},\#(Self.all),{"regions":["r-2"]}]}"#
        let places = [access("r-1")] + (try targets(Self.all).map(\.access)) + [access("r-2")]
        #expect(
            try targets(text) == ["r-1", "r-2"].map { Target(access: access($0), usageFrom: places) })
    }

    @Test("are all places of \"usageFrom\": \"targets\", without public registries")
    func usageFromTargets() throws {
        let compact = #"{"accounts":["111111111111"],"regions":["r-1"],"roleName":"ecr-cleanup","usageFrom":"targets"}"#
        let text = #"{"region":"r-2","usageFrom":"targets"},\#(compact),{"public":true,"usageFrom":"targets"},"#
        let own = #"{"region":"r-3"}"#
        let places = [access("r-2"), access("r-1", "111111111111"), access("r-3")]
        let found = try document(text + own).policy
        #expect(found.targets.map(\.access) == [places[0], places[1], Target.Access(), places[2]])
        #expect(found.targets.map(\.usageFrom) == [places, places, places, nil])
        #expect(found.usageFromWarnings.isEmpty)
    }

    @Test("of hundreds of registries that leave their own place out are one warning")
    func warning() throws {
        let accounts = (0..<100).map { #""\#(String(200_000_000_000 + $0))""# }.joined(separator: ",")
        let places = #""regions":["r-1","r-2"],"roleName":"ecr-cleanup","usageFrom":[{"region":"r-3"}]"#
        let document = try document(#"{"accounts":[\#(accounts)],\#(places)}"#)
        #expect(document.policy.targets.count == 200)
        let warnings = document.policy.usageFromWarnings
        #expect(warnings.count == 1 && document.warnings.map(\.message) == warnings)
        #expect(warnings[0].hasPrefix("200 registries are not among their usageFrom: "))
        #expect(warnings[0].contains(" and 197 more. "))
    }
}
