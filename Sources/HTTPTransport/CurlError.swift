import CLibcurl

/// A refusal of libcurl that has nothing to do with a server: short memory, or a libcurl without what this needs.
struct CurlError: Error {
    /// What was refused and why, for a person.
    let message: String

    /// An option was refused; none is set that a transfer could do without.
    init(_ option: CURLoption?, _ code: CURLcode) {
        let name = option.map { "its option \($0.rawValue)" } ?? "an option"
        message = "libcurl refused \(name): \(String(cString: curl_easy_strerror(code)))"
    }

    /// A call to do with all transfers failed.
    init(_ code: CURLMcode) {
        message = "libcurl failed: \(String(cString: curl_multi_strerror(code)))"
    }
}
