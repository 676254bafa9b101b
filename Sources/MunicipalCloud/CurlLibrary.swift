internal import CCurl
internal import Issuance

/// libcurl as a whole.
enum CurlLibrary {
    // Once for the process; a `static let` is made by one thread.
    private static let initialized = CCurl_global_init()

    /// Before anything else of libcurl's is called, its parser of addresses included: what it allocated before it
    /// would be freed by another allocator.
    static func prepare() throws(CloudError) { try check(initialized) }

    /// A handle that every transfer of one thread shares: it keeps connections for the next transfer.
    static func multi() throws(CloudError) -> OpaquePointer {
        try prepare()
        guard let handle = curl_multi_init() else { throw CloudError(CURLE_FAILED_INIT) }
        return OpaquePointer(handle)
    }

    static func easy() throws(CloudError) -> UnsafeMutableRawPointer {
        guard let handle = curl_easy_init() else { throw CloudError(CURLE_FAILED_INIT) }
        return handle
    }

    static func check(_ code: CURLcode) throws(CloudError) {
        guard code == CURLE_OK else { throw CloudError(code) }
    }
}

extension CloudError {
    /// What libcurl's result means to a caller.
    init(_ code: CURLcode) {
        let failure: CloudFailure
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            failure = .late
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            failure = .untrusted
        case CURLE_PARTIAL_FILE, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
            CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED, CURLE_TOO_MANY_REDIRECTS, CURLE_HTTP2, CURLE_URL_MALFORMAT:
            failure = .malformed
        default:
            // Name, route, connection, or something of our own: from here the cloud can't be reached.
            failure = .unreachable
        }
        self.init(.failed(failure), .curl(Int(code.rawValue)))
    }
}
