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

/// The digest in a tag `sha256-<hex>`, `sha256-<hex>.sig`, `.att` or `.sbom`; `nil` of any other tag.
func cosignSubject(of tag: String) -> ImageDigest? {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "sha256" else { return nil }
    for suffix in ["", ".sig", ".att", ".sbom"] where parts[1].count == 64 + suffix.count {
        let hex = parts[1].prefix(64)
        if parts[1].hasSuffix(suffix), hex.allSatisfy("0123456789abcdef".contains) {
            return ImageDigest("sha256:\(hex)")
        }
    }
    return nil
}
