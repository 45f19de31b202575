/// Text that becomes one segment of a URL's path.
enum PathSegment {
    /// Whether the text can be a segment: it isn't empty, and isn't `.` or `..`, which no encoding protects from
    /// being resolved away (RFC 3986, section 6.2.2.3).
    static func isUsable(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".."
    }
}
