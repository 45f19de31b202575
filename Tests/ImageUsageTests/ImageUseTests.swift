import ImageModel
import ImageUsage
import Testing

@Suite("Uses of images")
struct ImageUseTests {
    @Test("what a workload got goes before what it asked for")
    func digest() throws {
        let asked = "sha256:" + String(repeating: "a", count: 64)
        let got = try #require(ImageDigest("sha256:" + String(repeating: "b", count: 64)))
        let reference = try #require(ImageReference("123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@\(asked)"))
        #expect(ImageUse(reference: reference, isRunning: true, user: "u").digest == ImageDigest(asked))
        #expect(ImageUse(reference: reference, resolvedDigest: got, isRunning: true, user: "u").digest == got)
    }
}
