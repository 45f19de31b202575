import CLibcurl

extension TransportError.Kind {
    /// Converts the result code of a failed transfer.
    init(_ code: CURLcode) {
        self =
            switch code {
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .couldNotResolve
            // A handshake that fails for a reason other than the certificate leaves the request unsent.
            case CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_INTERFACE_FAILED, CURLE_PROXY: .couldNotConnect
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .untrusted
            case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .connectionLost
            default: .other
            }
    }
}
