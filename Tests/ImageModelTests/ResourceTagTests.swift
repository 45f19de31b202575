import ImageModel
import Testing

@Suite("Resource tags")
struct ResourceTagTests {
    @Test(
        "are compared byte by byte, as AWS does, also where Swift takes two texts for equal",
        arguments: [("\u{e9}", "e\u{301}"), ("K", "\u{212a}"), ("\u{c5}", "\u{212b}")])
    func equality(one: String, other: String) {
        #expect(one == other)
        #expect(ResourceTag(key: one, value: "v") != ResourceTag(key: other, value: "v"))
        #expect(ResourceTag(key: "k", value: one) != ResourceTag(key: "k", value: other))
        #expect(ResourceTag(key: one, value: other) == ResourceTag(key: one, value: other))
        #expect(Set([ResourceTag(key: one, value: ""), ResourceTag(key: other, value: "")]).count == 2)
    }
}
