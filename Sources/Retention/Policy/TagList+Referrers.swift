import ImageModel

extension TagList {
    /// Whether each entry names tags of referrers, such as cosign's `sha256-*`.
    var namesReferrersAlone: Bool { !entries.isEmpty && entries.allSatisfy(\.namesReferrers) }
}

extension TagList.Entry {
    /// The entry as a pattern.
    ///
    /// The result is `nil` for a prefix with an asterisk, which no tag has.
    var asPattern: WildcardPattern? {
        switch self {
        case .prefix(let prefix): prefix.utf8.contains(UInt8(ascii: "*")) ? nil : WildcardPattern(prefix + "*")
        case .pattern(let pattern): pattern
        }
    }

    /// Whether every tag that meets another entry meets this entry too.
    func covers(_ other: TagList.Entry) -> Bool {
        guard let pattern = asPattern, let other = other.asPattern else { return false }
        return pattern.covers(other)
    }

    /// Whether the entry is for tags such as `sha256-*`, `sha256*` or `*.sig`.
    var namesReferrers: Bool {
        guard let pattern = asPattern else { return false }
        let (first, last) = pattern.ends
        if first.utf8.starts(with: CosignTag.beginning.utf8) || first == CosignTag.beginning.dropLast() { return true }
        guard CosignTag.endings.contains(where: last.hasSuffix) else { return false }
        return first.isEmpty && CosignTag.endings.contains(last) || pattern.text.contains(CosignTag.beginning)
    }

    /// Whether a tag such as `sha256-…` or `sha256-….sig` may meet the entry.
    var mayNameReferrers: Bool {
        guard let pattern = asPattern else { return false }
        let (first, last) = pattern.ends
        if CosignTag.endings.contains(where: last.hasSuffix) { return true }
        guard first.isEmpty else { return first.hasPrefix(CosignTag.beginning) || CosignTag.beginning.hasPrefix(first) }
        return last.utf8.last.map { $0 < UInt8(ascii: "g") } ?? true
    }
}
