import Testing

@testable import Retention

@Suite("What a misspelt name means")
struct SpellingTests {
    private static let keys = ["tagStatus", "tagPrefixList", "countType", "countUnit", "countNumber", "keepNewest"]

    @Test(
        "the nearest name is meant, apart from case and separators",
        arguments: [
            ("tag_status", "tagStatus"), ("TAGSTATUS", "tagStatus"), ("tagStatsu", "tagStatus"),
            ("countNumbr", "countNumber"), ("tagPrefixes", "tagPrefixList"), ("number", "countNumber"),
            ("newest", "keepNewest"), ("count", nil), ("x", nil), ("", nil), ("protect", nil), ("ty", nil),
        ] as [(String, String?)])
    func nearest(name: String, meant: String?) {
        #expect(Spelling.nearest(to: name, among: Self.keys) == meant)
    }

    @Test("short names are compared as a whole", arguments: [("ECS", "ecs"), ("sqs", nil), ("lamda", "lambda")])
    func short(name: String, meant: String?) {
        #expect(Spelling.nearest(to: name, among: ["ecs", "lambda", "inspector", "batch"]) == meant)
    }

    @Test("a long name is not compared letter by letter")
    func long() {
        #expect(Spelling.nearest(to: String(repeating: "countUnit", count: 100_000), among: Self.keys) == nil)
    }
}
