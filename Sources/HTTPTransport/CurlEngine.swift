import CLibcurl

/// A multi handle: the transfers in progress, and the connections that outlive them.
///
/// Used on one thread, but for the wake-ups.
final class CurlEngine {
    private let multi: UnsafeMutableRawPointer
    private let sessions: CurlSessionCache

    /// libcurl's set-up for the whole process: once, and before everything else.
    private static let globalSetUp = curl_global_init_all()

    /// Does libcurl's set-up for the whole process, if it is not done yet.
    ///
    /// Should it fail, each engine's initializer does, too.
    static func setUpProcess() { _ = globalSetUp }

    /// Creates an engine, or `nil` when libcurl can't be initialised.
    init?(maximumIdleConnections: Int) {
        guard Self.globalSetUp == CURLE_OK, let sessions = CurlSessionCache(), let multi = curl_multi_init() else {
            return nil
        }
        self.multi = multi
        self.sessions = sessions
        // Otherwise the number follows that of the transfers, and a pause would close most connections.
        curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, max(1, maximumIdleConnections))
    }

    deinit {
        curl_multi_cleanup(multi)
    }

    /// Lets messages in the mailbox end ``waitForActivity()``, until the mailbox is closed.
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
    /// The connection of one that is not complete is closed.
    func remove(_ handle: CurlHandle) {
        // It fails only for handles that are not in it.
        curl_multi_remove_handle(multi, handle.pointer)
    }

    /// Does what can be done without waiting, and returns the handles of the transfers that ended.
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

/// The TLS sessions that the transfers of an engine resume, which spares most of a handshake.
private final class CurlSessionCache {
    /// The `CURLSH *`.
    let pointer: UnsafeMutableRawPointer

    init?() {
        guard let pointer = curl_share_init() else { return nil }
        self.pointer = pointer
        // There are no locks, since all who share are used on one thread. Without the sessions each handshake is whole.
        curl_share_setopt_data(pointer, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION)
    }

    deinit {
        curl_share_cleanup(pointer)
    }
}
