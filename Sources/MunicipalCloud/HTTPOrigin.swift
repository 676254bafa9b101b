internal import CCurl

/// Where requests go, read by libcurl's own parser, so that nobody reads an address in two ways.
enum HTTPOrigin {
    /// The address without what may follow the port.
    ///
    /// - Throws: where `text` has another scheme, or a user, a path, a query or a fragment.
    static func checked(_ text: String, scheme: String) throws(CloudError) -> String {
        let parts = try parts(text, scheme: scheme)
        guard parts.path == "/", parts.hasNothingElse else { throw .malformed(.request) }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Checks an absolute address that may have a path.
    ///
    /// - Throws: where `text` has another scheme, or a user or a fragment.
    static func checkedAddress(_ text: String, scheme: String) throws(CloudError) {
        guard try parts(text, scheme: scheme).hasNoUser else { throw .malformed(.request) }
    }

    private struct Parts {
        var path: String
        var hasNoUser: Bool
        var hasNothingElse: Bool
    }

    private static func parts(_ text: String, scheme: String) throws(CloudError) -> Parts {
        try CurlLibrary.prepare()
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let url = curl_url()
        else {
            throw .malformed(.request)
        }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK,
            part(url, CURLUPART_SCHEME) == scheme, let host = part(url, CURLUPART_HOST), !host.isEmpty
        else { throw .malformed(.request) }
        let hasNoUser =
            part(url, CURLUPART_USER) == nil && part(url, CURLUPART_PASSWORD) == nil
            && part(url, CURLUPART_FRAGMENT) == nil
        return Parts(
            path: part(url, CURLUPART_PATH) ?? "/", hasNoUser: hasNoUser,
            hasNothingElse: hasNoUser && part(url, CURLUPART_QUERY) == nil)
    }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
