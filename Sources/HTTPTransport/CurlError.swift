import CLibcurl

/// An error of libcurl itself, unrelated to a server, such as a lack of memory.
struct CurlError: Error {
    /// The refused call and the reason, for a person.
    let message: String

    /// Describes a refused option; every option set is essential.
    init(_ option: CURLoption?, _ code: CURLcode) {
        let name = option.map { "its option \($0.rawValue)" } ?? "an option"
        message = "libcurl refused \(name): \(String(cString: curl_easy_strerror(code)))"
    }

    /// Describes the failure of a call about all transfers.
    init(_ code: CURLMcode) {
        message = "libcurl failed: \(String(cString: curl_multi_strerror(code)))"
    }
}
