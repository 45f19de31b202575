import ImageModel
import Retention
import Testing

@Suite("The EKS clusters that a policy names")
struct ClusterPatternTests {
    private func document(global: String = "", section: String = "") throws -> PolicyDocument {
        let rules =
            #"[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]"#
        return try PolicyDocument(
            parsing: #"""
                {"policies":[{"name":"a","repositories":["*"],"rules":\#(rules),"protect":{\#(section)}}],"protect":{\#(global)}}
                """#.utf8)
    }

    private func faults(global: String = "", section: String = "") -> [PolicyFinding] {
        do {
            _ = try document(global: global, section: section)
            return []
        } catch {
            return (error as? InvalidPolicy)?.faults ?? []
        }
    }

    private static let eks = #""inUse":["eks"]"#

    @Test("Without any, all clusters are read")
    func all() throws {
        #expect(try document(global: Self.eks).policy.eksClusters == .all)
        #expect(try document(section: Self.eks).policy.eksClusters == .all)
    }

    @Test(
        "The document's and a policy's add up, and where both ask eks, one without patterns means all",
        arguments: [
            (#""inUse":["eks"],"eksClusters":["prod-*"]"#, "", ["prod-1"]),
            (
                #""inUse":["eks"],"eksClusters":["prod-*"]"#, #""inUse":["eks"],"eksClusters":["dev"]"#,
                ["dev", "prod-1"]
            ),
            (#""inUse":["eks"],"eksClusters":["dev"]"#, #""inUse":["ecs"]"#, ["dev"]),
            (#""inUse":["eks"],"eksClusters":["dev"]"#, #""inUse":["eks"]"#, ["dev", "prod-1", "test"]),
            (#""inUse":["eks"]"#, #""inUse":["eks"],"eksClusters":["dev"]"#, ["dev", "prod-1", "test"]),
            (#""inUse":["eks"],"eksClusters":["!dev"]"#, "", ["prod-1", "test"]),
            (
                #""inUse":["eks"],"eksClusters":["*","!dev"]"#, #""inUse":["eks"],"eksClusters":["dev"]"#,
                ["dev", "prod-1", "test"]
            ),
        ])
    func union(global: String, section: String, selected: [String]) throws {
        let clusters = try document(global: global, section: section).policy.eksClusters
        #expect(["dev", "prod-1", "test"].filter(clusters.select) == selected)
    }

    @Test("Vetoes that do not ask eks themselves take no cluster from those that do")
    func neverNarrowed() {
        let (all, dev) = (
            Protection(inUse: [.eks]), Protection(eksClusters: ClusterPatterns(NamePatterns(exactly: "dev")))
        )
        for both in [all.adding(dev), dev.adding(all)] { #expect(both.eksClusters == nil) }
        let prod = Protection(inUse: [.eks], eksClusters: ClusterPatterns(NamePatterns(exactly: "prod")))
        for both in [prod.adding(dev), dev.adding(prod)] { #expect(both.eksClusters == prod.eksClusters) }
    }

    @Test("Patterns beside the eks of another level are refused, since they would take clusters from it or do nothing")
    func otherLevel() throws {
        let patterns = #""eksClusters":["dev"]"#
        let ofSection = faults(global: Self.eks, section: patterns)
        #expect(ofSection.map(\.path) == ["policies[0].protect.eksClusters"])
        #expect(try #require(ofSection.first).message.contains("\"inUse\": [\"eks\"]"))
        let ofDocument = faults(global: patterns, section: Self.eks)
        #expect(ofDocument.map(\.path) == ["protect.eksClusters"])
        #expect(try #require(ofDocument.first).message.contains("policies[0].protect.inUse"))
    }

    @Test("Patterns without eks in inUse are refused, since they keep nothing")
    func idle() {
        let patterns = #""eksClusters":["prod"]"#
        #expect(faults(global: patterns).map(\.path) == ["protect.eksClusters"])
        #expect(faults(section: patterns).map(\.path) == ["policies[0].protect.eksClusters"])
        #expect(faults(section: patterns + #","inUse":["ecs"]"#).count == 1)
    }

    @Test(
        "What can't be the name of a cluster is a fault",
        arguments: ["team/app", "prod.eu", "", "!", "prod cluster", "^prod", "prod?"])
    func wrongNames(name: String) {
        let faults = faults(global: Self.eks + #","eksClusters":["\#(name)"]"#)
        #expect(faults.map(\.path) == ["protect.eksClusters[0]"])
    }

    @Test("An empty list is a fault")
    func empty() {
        #expect(faults(global: Self.eks + #","eksClusters":[]"#).map(\.path) == ["protect.eksClusters"])
    }

    @Test("The vetoes in words name the clusters")
    func phrase() throws {
        let policy = try document(global: Self.eks + #","eksClusters":["prod-*","!prod-old"]"#).policy
        #expect(
            policy.protection.phrases == [#"images in use by eks (in the clusters "prod-*", "!prod-old")"#])
        #expect(
            try document(global: #""inUse":["ecs","eks"]"#).policy.protection.phrases == [
                "images in use by ecs, eks (in all clusters)"
            ])
    }
}
