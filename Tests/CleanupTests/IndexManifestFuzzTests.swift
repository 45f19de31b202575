import ECRClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup
@testable import ECRSimulator

@Suite("Garbage as the manifest of an index")
struct IndexManifestFuzzTests {
    private static let held = "sha256:" + String(repeating: "a", count: 64)
    private static let garbage = Garbage(
        samples: [
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"digest":"\#(held)","#
                + #""size":7,"platform":{"architecture":"amd64","os":"linux"}}]}"#,
            #"{"manifests":[]}"#,
        ],
        tokens: Garbage.jsonTokens + ["manifests", "digest", "sha256:", "sha512:", held])

    @Test("is an error, or says what another parser says that it holds")
    func manifest() async throws {
        let stage = try Stage(.family)
        for number in Garbage.numbers {
            let text = Self.garbage.text(number)
            let index = ImageDigest.of(text)
            let type = number.isMultiple(of: 2) ? MediaType.imageIndex : nil
            var images = [Image(digest: index, pushedAt: nil, mediaType: type)]
            let entry: [String: Any] = ["imageId": ["imageDigest": index.description], "imageManifest": text]
            let answer = try JSONSerialization.data(withJSONObject: ["images": [entry], "failures": []])
            var row: [String: Any] = ["imageDigest": index.description]
            if let type { row["imageManifestMediaType"] = type.description }
            let details = try JSONSerialization.data(withJSONObject: ["imageDetails": [row]])
            let client = try stage.client(
                through: StubTransport { request, _ in
                    let isDescription = request.operation == "DescribeImages"
                    return .init(head: .init(status: .ok), body: isDescription ? details : answer)
                })
            do {
                let manifests = try await IndexManifestReader(registry: client, system: stage.system)
                    .manifests(of: &images, in: "app")
                // Foundation's other parser takes less, such as no control characters.
                guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
                    continue
                }
                // What says nothing of its type may turn out to be an image.
                if images[0].mediaType == nil, manifests.byIndex[index] == [], object["manifests"] == nil { continue }
                let named = (object["manifests"] as? [[String: Any]])?.compactMap { $0["digest"] as? String }
                // One digest less than it holds would be one image more that goes.
                let digests = try #require(named, "input \(number): \(text)").compactMap { ImageDigest($0) }
                #expect(Set(manifests.byIndex[index] ?? []) == Set(digests), "input \(number): \(text)")
            } catch is UnreadableIndex {
                // It blocks its repository.
            }
        }
    }
}
