import Formats
import ImageModel

extension AdvisedRepository {
    /// The number of tags that a sentence names.
    private static let namedTags = 3

    /// The advice about build caches that stay.
    ///
    /// The type of an image's configuration proves a cache. A tag only suggests it, so that the sentence says which.
    var buildCacheAdvice: Advice? {
        var (byType, byTag) = (0, 0)
        var bytes: Int64 = 0
        var tags: [String] = []
        for (position, image) in images.enumerated() where !isSelected(position) {
            // The list of tags is computed at each access.
            let imageTags = image.tags.map(\.description)
            let name = imageTags.first(where: Self.isCacheTag)
            guard image.isBuildCache || name != nil else { continue }
            if image.isBuildCache { byType += 1 } else { byTag += 1 }
            bytes.addUpToMaximum(image.countedBytes)
            if let tag = name ?? imageTags.first { tags.append(tag) }
        }
        guard byType + byTag > 0 else { return nil }
        let evidence = [
            byType > 0 ? "\(Amounts.count(byType)) by the type \(Image.buildCacheType)" : nil,
            byTag > 0 ? "\(Amounts.count(byTag)) by the tag alone" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        let named = tags.isEmpty ? "" : ": \(tags.sorted().listed(upTo: Self.namedTags))"
        return advice(
            .buildCache,
            "\(Amounts.count(byType + byTag)) build \(byType + byTag == 1 ? "cache" : "caches") (\(evidence))\(named)",
            bytes: bytes,
            toDo: "keep few by a rule, such as \"tagPatternList\": [\"*cache\"] with imageCountMoreThan; a lost cache "
                + "only makes the next build slower")
    }

    /// Whether a tag is one that people give to build caches.
    static func isCacheTag(_ tag: String) -> Bool {
        let tag = tag.lowercased()
        return ["cache", "buildcache"].contains(tag) || tag.hasPrefix("buildcache-")
            || ["-cache", "_cache", "-buildcache", "_buildcache"].contains(where: tag.hasSuffix)
    }
}
