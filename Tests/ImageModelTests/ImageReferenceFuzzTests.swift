import ImageModel
import TestSupport
import Testing

@Suite("Garbage as an image reference")
struct ImageReferenceFuzzTests {
    private static let digest = "sha256:" + String(repeating: "0f", count: 32)
    private static let garbage = Garbage(
        samples: [
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/app:1.0",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@\(digest)",
            "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app:1.0@\(digest)",
            "123456789012.dkr-ecr.eu-west-1.on.aws/app", "public.ecr.aws/alias/app:latest", "docker.io/library/nginx:1",
        ],
        tokens: [
            ":", "@", "/", ".", "-", "_", "sha256:", "dkr.ecr.", "public.ecr.aws/", "amazonaws.com", "\u{0}", " ", "é",
            "::", "@@", "//", ":8080/", "\u{202e}",
        ])

    @Test("is none, or one whose parts stand in it")
    func reference() {
        for number in Garbage.numbers {
            let text = Self.garbage.text(number)
            guard let reference = ImageReference(text) else { continue }
            #expect(text.contains("\(reference.repository)"), "input \(number): \(text)")
            #expect(!"\(reference.repository)".isEmpty, "input \(number): \(text)")
            if let digest = reference.digest { #expect(text.contains("\(digest)"), "input \(number): \(text)") }
            if let tag = reference.tag, "\(tag)" != "latest" {
                #expect(text.contains(":\(tag)"), "input \(number): \(text)")
            }
            // A reference without tag and digest would not name an image.
            #expect(reference.tag != nil || reference.digest != nil, "input \(number): \(text)")
        }
    }
}
