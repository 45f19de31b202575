import AWSClient
import Essentials
import Formats
import ImageModel
import Retention

/// The text of a plan, made repository by repository.
///
/// A run with a million images writes its plan without holding it as values. Each image has a line of its own.
struct SavedPlanWriter {
    /// The text so far; one buffer, since a repository may have tens of thousands of images.
    private var text: Data
    private var isEmpty = true
    /// The hashes of the head and of each repository, one on each line.
    private var hashes: String

    /// The number of images so far.
    private(set) var imageCount = 0

    /// Begins a text.
    ///
    /// - Parameter plan: a plan, whose repositories are not taken.
    /// - Throws: `HashError` when hashing fails.
    init(_ plan: SavedPlan) throws(HashError) {
        var json = JSONWriter()
        json.object { plan.writeHead(to: &$0) }
        text = Data(json.bytes.dropLast())
        hashes = try SHA256.hexHash(text)
        text += #","repositories":["#.utf8
    }

    /// Adds a repository.
    ///
    /// - Throws: `HashError` when hashing fails.
    mutating func append(_ repository: SavedPlan.PlannedRepository) throws(HashError) {
        try append(repository, images: repository.images.sorted { $0.key < $1.key }.lazy.map { ($0.key, $0.value) })
    }

    /// Adds a repository with other images than it has.
    ///
    /// - Throws: `HashError` when hashing fails.
    mutating func append(
        _ repository: SavedPlan.PlannedRepository,
        images: some Sequence<(ImageDigest, SavedPlan.PlannedImage)>
    ) throws(HashError) {
        var json = JSONWriter()
        json.object { json in
            json.member("registryId", repository.registryID)
            json.member("region", repository.region)
            if repository.isPublic { json.member("public", true) }
            json.member("name", repository.name.description)
        }
        text += (isEmpty ? "\n" : ",\n").utf8
        isEmpty = false
        let start = text.endIndex
        text += json.bytes.dropLast()
        text += #","images":["#.utf8
        var separator = "\n"
        for (digest, image) in images {
            var json = JSONWriter()
            json.object { image.write(digest, to: &$0) }
            text += separator.utf8
            text += json.bytes
            separator = ",\n"
            imageCount += 1
        }
        text += "]}".utf8
        hashes += "\n" + (try SHA256.hexHash(text[start...]))
    }

    /// Completes the text, and returns it with its checksum.
    ///
    /// - Parameter manifestsReadUntil: the time until which the run read manifests, if it did.
    /// - Throws: `HashError` when hashing fails.
    mutating func finish(manifestsReadUntil: Date?) throws(HashError) -> (text: Data, checksum: String) {
        let time = manifestsReadUntil?.iso8601
        let checksum = "sha256:" + (try SHA256.hexHash(Array("\(hashes)\n\(time ?? "")".utf8)))
        var end = JSONWriter()
        end.object { json in
            json.member("manifestsReadUntil", time)
            json.member("checksum", checksum)
        }
        text += "],\n".utf8
        text += end.bytes.dropFirst()
        text += "\n".utf8
        return (text, checksum)
    }
}

extension SavedPlan {
    /// Writes the members before the repositories.
    fileprivate func writeHead(to json: inout JSONWriter) {
        json.member("kind", Self.kind)
        json.member("schemaVersion", Self.schemaVersion)
        json.member("version", version)
        json.member("createdAt", createdAt.iso8601)
        json.member("scope", scope.rawValue)
        json.member("run", run)
        json.key("policy")
        json.object { json in
            json.member("kind", policy.kind.rawValue)
            json.member("name", policy.name)
            json.member("sha256", policy.sha256)
            json.member("text", policy.text)
        }
    }
}

extension SavedPlan.PlannedImage {
    /// Writes the members of an image.
    fileprivate func write(_ digest: ImageDigest, to json: inout JSONWriter) {
        json.member("digest", digest.description)
        json.member("tags", of: tags) { $1.value($0) }
        json.member("pushedAt", pushedAt)
        json.member("lastPulledAt", lastPulledAt)
        json.member("bytes", bytes)
        json.member("action", action.rawValue)
        if let rule { json.member("rule", rule) }
        json.member("reason", reason)
    }
}
