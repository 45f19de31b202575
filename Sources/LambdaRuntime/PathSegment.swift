/// A text as one segment of a URL's path.
enum PathSegment {
    /// Whether the text can be a segment: neither empty, nor `.` or `..`.
    ///
    /// Encoding can't keep `.` and `..` from being resolved away (RFC 3986, section 6.2.2.3).
    static func isUsable(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".."
    }
}
