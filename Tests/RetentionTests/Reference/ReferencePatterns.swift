import ImageModel

/// Whether a pattern matches the whole of a text: by its definition, trying everything.
func plainlyMatches(_ pattern: String, _ text: String) -> Bool {
    func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == UInt8(ascii: "*") {
            return matches(pattern.dropFirst(), text) || !text.isEmpty && matches(pattern, text.dropFirst())
        }
        return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }
    return matches(Array(pattern.utf8)[...], Array(text.utf8)[...])
}

/// The digest in a tag `sha256-<hex>`, or in one that ends in `sha256-<hex>.sig`, `.att` or `.sbom`; `nil` of any other.
func cosignSubject(of tag: String) -> ImageDigest? {
    let dashes = tag.indices.filter { tag[$0] == "-" }
    guard let dash = dashes.last else { return nil }
    let before = tag[..<dash]
    let parts = tag[tag.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false)
    let isAlone = parts.count == 1 && before == "sha256"
    let hasEnding = parts.count == 2 && ["sig", "att", "sbom"].contains(parts[1]) && before.hasSuffix("sha256")
    guard isAlone || hasEnding, parts[0].count == 64, parts[0].allSatisfy("0123456789abcdef".contains) else {
        return nil
    }
    return ImageDigest("sha256:\(parts[0])")
}
