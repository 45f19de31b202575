import CLibcurl
import Essentials
import HTTPTypes

/// A request that libcurl is sending, with the data received for it.
///
/// Used only on the event loop's thread.
final class CurlTransfer {
    let job: CurlJob
    let handle: CurlHandle
    private var parser = ResponseHeadParser()
    private var body = Data()
    private var isTooLarge = false
    private var hasReceived = false
    private var hasBeenResent = false

    init(job: CurlJob, handle: CurlHandle) {
        self.job = job
        self.handle = handle
    }

    /// The transfer for which an easy handle was prepared.
    static func of(_ easyHandle: UnsafeMutableRawPointer) -> CurlTransfer? {
        var context: UnsafeMutableRawPointer?
        guard curl_easy_getinfo_pointer(easyHandle, CURLINFO_PRIVATE, &context) == CURLE_OK else { return nil }
        return from(context)
    }

    /// Prepares the handle for the request, with callbacks to this object.
    func prepare(configuration: TransportConfiguration) throws(CurlError) {
        try handle.prepare(job.request, to: job.target, configuration: configuration)
        // Not retained: the event loop keeps the transfer while the handle is in the multi handle, and libcurl calls
        // back at no other time.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_PRIVATE, context)
        try handle.set(CURLOPT_HEADERDATA, context)
        try handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlTransfer.from(context)?.receiveHeaderLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
                ?? 0
        }
        try handle.set(CURLOPT_WRITEDATA, context)
        try handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlTransfer.from(context)?.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
    }

    /// The transfer behind a pointer from ``prepare(configuration:)``.
    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether to resend a request whose kept-alive connection was dead.
    ///
    /// libcurl resends by itself if it notices while receiving. While sending, which takes a body larger than the
    /// socket's buffer, libcurl gives up.
    func shouldBeResent(after code: CURLcode) -> Bool {
        let isLost = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING
        let wasReused = handle.number(CURLINFO_NUM_CONNECTS) == 0
        return isLost && wasReused && !hasReceived && !hasBeenResent && job.request.reusesConnection
    }

    /// Prepares the handle for resending the request in the remaining time.
    func prepareResending() throws(CurlError) {
        hasBeenResent = true
        try handle.set(CURLOPT_FRESH_CONNECT, true)
        let remaining = job.request.timeout.map { $0 - handle.elapsed }
        try handle.setTimeouts(connect: job.request.connectTimeout, total: remaining)
    }

    /// Resumes the waiting task with the response or an error.
    func finish(_ code: CURLcode, configuration: TransportConfiguration) {
        let head = parser.head
        if isTooLarge {
            job.fail(.responseTooLarge, "the response is larger than \(job.request.maximumResponseSize) bytes")
        } else if let status = parser.impossibleStatus {
            job.fail(.malformedResponse, "the response has the status \(status), which can't be its last")
        } else if code == CURLE_OK, let head {
            job.continuation.resume(returning: TransportResponse(head: head, body: body))
        } else if code == CURLE_OK {
            job.fail(.other, "the response has no valid status line")
        } else {
            let failure = CurlFailure(
                code: code, handle: handle, target: job.target, hasOwnAuthorities: job.request.authorities != nil,
                configuration: configuration)
            job.fail(failure.kind, failure.message)
        }
    }

    /// Receives a line of a head.
    ///
    /// Returning another number than the bytes' count ends the transfer, since libcurl would wait forever.
    private func receiveHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        hasReceived = true
        parser.append(bytes)
        return parser.impossibleStatus == nil ? bytes.count : 0
    }

    /// Receives a part of the body.
    ///
    /// Returning another number than the bytes' count ends the transfer.
    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        hasReceived = true
        guard bytes.count <= job.request.maximumResponseSize - body.count else {
            isTooLarge = true
            return 0
        }
        if body.isEmpty { body.reserveCapacity(min(handle.announcedLength, job.request.maximumResponseSize)) }
        body.append(contentsOf: bytes)
        return bytes.count
    }
}
