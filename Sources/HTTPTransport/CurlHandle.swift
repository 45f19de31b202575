import CLibcurl
import Essentials

/// An easy handle, with the memory to which libcurl refers.
final class CurlHandle {
    /// The `CURL *`.
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerLines: UnsafeMutablePointer<curl_slist>?

    /// Creates a handle; `nil` if memory is short.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerLines)
        errorBuffer.deallocate()
    }

    /// Restores libcurl's default options, and frees the memory of the old ones.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerLines)
        headerLines = nil
        errorBuffer[0] = 0
    }

    /// libcurl's message about the last failure; may be empty.
    var errorDetail: String { String(cString: errorBuffer) }

    /// Makes libcurl write its messages to ``errorDetail``.
    func collectErrorDetail() throws(CurlError) {
        try set(CURLOPT_ERRORBUFFER, errorBuffer)
    }

    /// Sets the header lines to send, each as `Name: value`.
    func setHeaderLines(_ lines: [[UInt8]]) throws(CurlError) {
        for line in lines {
            let bytes = line.map { CChar(bitPattern: $0) } + [0]
            guard let longer = curl_slist_append(headerLines, bytes) else {
                throw CurlError(CURLOPT_HTTPHEADER, CURLE_OUT_OF_MEMORY)
            }
            headerLines = longer
        }
        try set(CURLOPT_HTTPHEADER, headerLines)
    }

    /// Sets the request body; libcurl copies it, so that it can resend it.
    func setBody(_ body: UnsafeRawBufferPointer) throws(CurlError) {
        // The size comes first: libcurl copies that many bytes, zeros included.
        try check(CURLOPT_POSTFIELDSIZE_LARGE) {
            curl_easy_setopt_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        }
        try check(CURLOPT_COPYPOSTFIELDS) {
            guard let start = body.baseAddress else {
                return curl_easy_setopt_text(pointer, CURLOPT_COPYPOSTFIELDS, "")
            }
            return curl_easy_setopt_text(pointer, CURLOPT_COPYPOSTFIELDS, start.assumingMemoryBound(to: CChar.self))
        }
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(option) { curl_easy_setopt_long(pointer, option, value) }
    }

    func set(_ option: CURLoption, _ value: Bool) throws(CurlError) {
        try set(option, value ? 1 : 0)
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(option) { curl_easy_setopt_text(pointer, option, value) }
    }

    /// Sets an option to bytes, which libcurl copies.
    func setBytes(_ option: CURLoption, _ bytes: Data) throws(CurlError) {
        let code = bytes.withUnsafeBytes { curl_easy_setopt_bytes(pointer, option, $0.baseAddress, $0.count) }
        guard code == CURLE_OK else { throw CurlError(option, code) }
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(CurlError) {
        try check(option) { curl_easy_setopt_pointer(pointer, option, value) }
    }

    func set(_ option: CURLoption, _ receiver: curl_write_callback) throws(CurlError) {
        try check(option) { curl_easy_setopt_receiver(pointer, option, receiver) }
    }

    /// Makes a call that sets an option; `nil` if libcurl's version selects the option.
    func check(_ option: CURLoption?, _ result: () -> CURLcode) throws(CurlError) {
        let code = result()
        guard code == CURLE_OK else { throw CurlError(option, code) }
    }

    /// A number about the last transfer; 0 if libcurl does not know it.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return curl_easy_getinfo_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// The body's length in bytes, as the response announces it; 0 if unknown.
    var announcedLength: Int {
        var count: curl_off_t = 0
        guard curl_easy_getinfo_offset(pointer, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &count) == CURLE_OK else {
            return 0
        }
        return max(0, Int(count))
    }

    /// The duration of the last transfer.
    var elapsed: Duration {
        var microseconds: curl_off_t = 0
        guard curl_easy_getinfo_offset(pointer, CURLINFO_TOTAL_TIME_T, &microseconds) == CURLE_OK else { return .zero }
        return .microseconds(Int64(microseconds))
    }
}
