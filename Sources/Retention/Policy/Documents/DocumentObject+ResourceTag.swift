import Formats
import ImageModel

extension DocumentObject {
    /// Reads a resource tag from its two members; `nil` if one is missing or can't be part of a tag.
    ///
    /// - SeeAlso: [ECR's `Tag`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Tag.html)
    func resourceTag(_ key: Key, _ value: Key, _ findings: inout PolicyFindings) -> ResourceTag? {
        let name = part(key, upTo: 128, mayBeEmpty: false, &findings)
        let text = part(value, upTo: 256, mayBeEmpty: true, &findings)
        guard let name, let text else { return nil }
        return ResourceTag(key: name, value: text)
    }

    private func part(_ key: Key, upTo length: Int, mayBeEmpty: Bool, _ findings: inout PolicyFindings) -> String? {
        guard let text = text(key, isRequired: true, mayBeEmpty: mayBeEmpty, &findings) else { return nil }
        guard text.unicodeScalars.count <= length, !text.hasInvisibleParts else {
            findings.fault(
                path(of: key),
                "is \"\(text.excerpt())\"; it must have at most \(length) characters, none of them invisible, and no "
                    + "space at its ends")
            return nil
        }
        return text
    }
}

extension String {
    /// Whether there are characters that nobody sees, or white space at an end.
    fileprivate var hasInvisibleParts: Bool {
        let isPadded = first?.isWhitespace == true || last?.isWhitespace == true
        return isPadded
            || unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) }
    }
}
