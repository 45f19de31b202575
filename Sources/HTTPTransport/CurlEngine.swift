import CLibcurl

/// A multi handle with the transfers in progress, and connections kept for later.
///
/// Used on one thread, except for wake-ups.
final class CurlEngine {
    private let multi: UnsafeMutableRawPointer
    private let sessions: CurlSessionCache

    /// libcurl's set-up for the process, once, before any other call.
    private static let globalSetUp = curl_global_init_all()

    /// Sets libcurl up for the process, unless that is done already.
    ///
    /// If the set-up fails, each engine's initializer fails, too.
    static func setUpProcess() { _ = globalSetUp }

    /// Creates an engine; `nil` if libcurl can't be initialised.
    init?(maximumIdleConnections: Int) {
        guard Self.globalSetUp == CURLE_OK, let sessions = CurlSessionCache(), let multi = curl_multi_init() else {
            return nil
        }
        self.multi = multi
        self.sessions = sessions
        // The default limit follows the number of transfers, so a pause would close most connections.
        curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, max(1, maximumIdleConnections))
    }

    deinit {
        curl_multi_cleanup(multi)
    }

    /// Lets messages end ``waitForActivity()``, until the mailbox is closed.
    func receiveWakeUps(from mailbox: CurlMailbox) {
        mailbox.attach(multi)
    }

    /// Begins a transfer.
    func add(_ handle: CurlHandle) throws(CurlError) {
        try handle.set(CURLOPT_SHARE, sessions.pointer)
        try check(curl_multi_add_handle(multi, handle.pointer))
    }

    /// Ends a transfer.
    ///
    /// An incomplete transfer's connection is closed.
    func remove(_ handle: CurlHandle) {
        // This fails only for a handle that is not in the multi handle.
        curl_multi_remove_handle(multi, handle.pointer)
    }

    /// Does all work possible without waiting, and returns the ended transfers.
    func perform() throws(CurlError) -> [(handle: UnsafeMutableRawPointer, result: CURLcode)] {
        var running: Int32 = 0
        try check(curl_multi_perform(multi, &running))
        var ended: [(handle: UnsafeMutableRawPointer, result: CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            ended.append((handle, curl_message_result(message)))
        }
        return ended
    }

    /// Waits for a socket, one of libcurl's timers or a wake-up.
    func waitForActivity() throws(CurlError) {
        let oneHour: Int32 = 3_600_000
        try check(curl_multi_poll(multi, nil, 0, oneHour, nil))
    }

    private func check(_ code: CURLMcode) throws(CurlError) {
        guard code == CURLM_OK else { throw CurlError(code) }
    }
}

/// The TLS sessions that an engine's transfers resume, to shorten handshakes.
private final class CurlSessionCache {
    /// The `CURLSH *`.
    let pointer: UnsafeMutableRawPointer

    init?() {
        guard let pointer = curl_share_init() else { return nil }
        self.pointer = pointer
        // No locks are needed, since all sharers run on one thread. If sharing fails, each handshake is a full one.
        curl_share_setopt_data(pointer, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION)
    }

    deinit {
        curl_share_cleanup(pointer)
    }
}
