import ImageModel
import Testing

@testable import Retention

@Suite("Versions in tags")
struct SemanticVersionTests {
    @Test(
        "what is no SemVer is no version",
        arguments: [
            "v1.0", "1", "latest", "01.2.3", "1.02.3", "1.2.03", "1.2.3-01", "1.2.3-", "1.2.3-a..b", "1.2.3.4",
            "V1.2.3",
            "vv1.2.3", "1.2.3_7", "1.2.3+", "1.2.x", "-1.2.3", "", "v", "1..3", "app-1.2.3", "1.2.3-ä",
        ] as [ImageTag])
    func none(tag: ImageTag) {
        #expect(SemanticVersion(tag) == nil)
    }

    /// Each lower than the next.
    private static let ascending: [ImageTag] = [
        "0.0.0-0", "0.0.0", "v0.0.1", "0.9.0", "1.0.0-0.3.7", "1.0.0-9", "1.0.0-10", "1.0.0-99999999999999999999",
        "1.0.0--", "1.0.0-Beta", "1.0.0-alpha", "1.0.0-alpha.1", "v1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11",
        "1.0.0-rc.1", "1.0.0-x-y-z.4", "1.0.0", "1.2.0", "1.10.0", "2.0.0", "18446744073709551616.0.0",
        "18446744073709551617.0.0", "100000000000000000000.0.0",
    ]

    @Test("precedence is that of SemVer 2.0, for numbers of any size")
    func order() throws {
        let versions = try Self.ascending.map { try #require(SemanticVersion($0), "\($0)") }
        for (position, version) in versions.enumerated() {
            for (other, higher) in versions.enumerated() {
                #expect(
                    (version < higher) == (position < other), "\(Self.ascending[position]) \(Self.ascending[other])")
                let (one, two) = (Self.ascending[position], Self.ascending[other])
                let reference = try #require(ReferenceVersion(two)).isHigher(than: #require(ReferenceVersion(one)))
                #expect(reference == (position < other))
            }
        }
    }

    @Test("a v and build metadata change nothing")
    func equal() {
        #expect(SemanticVersion("v1.2.3") == SemanticVersion("1.2.3"))
        #expect(SemanticVersion("1.2.3+001.x") == SemanticVersion("1.2.3"))
    }
}
