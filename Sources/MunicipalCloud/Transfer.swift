internal import CCurl
internal import OpenSSL
internal import Issuance

/// One transfer under way. Lives on the thread that drives libcurl.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    let request: TransferRequest
    private let body: WipedBuffer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var headerLength = 0
    /// What was seen of the connection; nil over plain HTTP and before there is one.
    private var notes: ConnectionNotes?
    /// What was seen of the connection of a probe.
    private var sighting: ConnectionSighting?
    /// Why one of the callbacks stopped the transfer; says more than libcurl's code.
    private var stopped: CloudError?

    private let sessions: SessionShelf

    init(_ request: TransferRequest, sessions: SessionShelf) throws(CloudError) {
        self.request = request
        self.sessions = sessions
        self.handle = try CurlLibrary.easy()
        self.body = WipedBuffer(
            limit: max(request.bodyLimit, CloudLimits.problemLength), isSecret: request.isSecret)
        try setOptions()
        try setMethod()
        try setSecurity()
        try setCallbacks()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    /// Turns libcurl's result into an answer.
    func finish(_ code: CURLcode) -> Result<TransferAnswer, CloudError> {
        if let stopped { return .failure(stopped) }
        guard code == CURLE_OK else {
            if let fault = serverFault(code) {
                sessions.clear()
                return .failure(CloudError(.failed(.untrusted), .server(fault)))
            }
            if let alert = notes?.alert { return .failure(CloudError(.failed(.untrusted), .alert(alert))) }
            if code == CURLE_FILESIZE_EXCEEDED { return .failure(tooLong) }
            return .failure(CloudError(code))
        }
        var answer = TransferAnswer(status: status, mediaType: mediaType, body: body)
        if var sighting {
            sighting.times = times
            answer.sighting = sighting
        }
        return .success(answer)
    }

    /// libcurl counts each step from the start.
    private var times: CloudProbe.Times? {
        var ends: [Duration] = []
        for step in [
            CURLINFO_NAMELOOKUP_TIME_T, CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T, CURLINFO_TOTAL_TIME_T,
        ] {
            let microseconds = CCurl_time(handle, step)
            guard microseconds >= 0 else { return nil }
            ends.append(.microseconds(microseconds))
        }
        return CloudProbe.Times(
            name: ends[0], tcp: max(.zero, ends[1] - ends[0]), tls: max(.zero, ends[2] - ends[1]),
            answer: max(.zero, ends[3] - ends[2]))
    }

    private func serverFault(_ code: CURLcode) -> ServerFault? {
        if let fault = notes?.fault { return fault }
        if notes?.alert == Int(SSL_AD_PROTOCOL_VERSION) { return .oldProtocol }
        return code == CURLE_PEER_FAILED_VERIFICATION ? ServerFault(verification: CCurl_verify_result(handle)) : nil
    }

    /// What a body is that goes on beyond its limit.
    private var tooLong: CloudError { .malformed(isGood && request.isLengthKnown ? .length : .tooLarge) }

    private var isGood: Bool {
        (200..<300).contains(status)
            && (mediaType == request.mediaType || request.mediaType == TransferRequest.anyMediaType)
    }

    private var status: Int { CCurl_response_code(handle) }

    private var mediaType: String? {
        guard let text = CCurl_content_type(handle) else { return nil }
        let type = String(cString: text).prefix { $0 != ";" && $0 != " " }
        return type.lowercased()
    }

    // MARK: What libcurl calls

    private func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Only a good answer may be large.
        let limit = isGood ? request.bodyLimit : CloudLimits.problemLength
        guard bytes.count <= limit - body.count else {
            stopped = tooLong
            return false
        }
        do {
            try body.append(bytes)
            return true
        } catch {
            stopped = error
            return false
        }
    }

    private func receivedHeader(length: Int) -> Bool {
        headerLength += length
        guard headerLength <= TransferRequest.headerLimit else {
            stopped = .malformed(.tooLarge)
            return false
        }
        return true
    }

    private func makesConnection(_ context: OpaquePointer) -> Bool {
        guard case .mutualTLS(let identity) = request.security, identity.install(in: context),
            let notes = ConnectionNotes.begin(on: context)
        else {
            stopped = CloudError(CURLE_SSL_CERTPROBLEM)
            return false
        }
        self.notes = notes
        return true
    }

    private func mayBeginRequest() -> Bool {
        guard case .mutualTLS = request.security else { return true }
        let connection = CCurl_connection(handle)
        notes = ConnectionNotes.of(connection)
        guard let notes, notes.isComplete(on: connection) else {
            // Whatever the server handed out meanwhile is not used again.
            sessions.clear()
            stopped = CloudError(.failed(.untrusted), .noCertificateRequest)
            return false
        }
        if let until = notes.statusUntil { sessions.limit(to: until) }
        if request.isProbe { sighting = ConnectionSighting(of: connection) }
        return true
    }

    // MARK: Options

    private func setOptions() throws(CloudError) {
        try set(CURLOPT_URL, request.url)
        // The handle's own parser must agree with ours about what is asked of whom.
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_USERAGENT, "madoguchi-kiosk/1")
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // No signal handlers in a process that has its own; timeouts in name look-ups work without them.
        try set(CURLOPT_NOSIGNAL, 1)
        // An empty text keeps libcurl from reading http_proxy and its kin.
        try set(CURLOPT_PROXY, request.proxy ?? "")
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_TCP_NODELAY, 1)
        if request.isProbe {
            try set(CURLOPT_FRESH_CONNECT, 1)
            try set(CURLOPT_FORBID_REUSE, 1)
        }
        try set(CURLOPT_CONNECTTIMEOUT_MS, TransferRequest.milliseconds(request.connectLimit))
        try set(CURLOPT_TIMEOUT_MS, TransferRequest.milliseconds(request.totalLimit))
        if let stall = request.stallLimit {
            try set(CURLOPT_LOW_SPEED_LIMIT, TransferRequest.slowestRate)
            try set(CURLOPT_LOW_SPEED_TIME, max(1, Int(stall.components.seconds)))
        }
        // Ends a transfer at its header where that states too much.
        try CurlLibrary.check(
            CCurl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(body.limit)))
    }

    private func setMethod() throws(CloudError) {
        if let mediaType = request.mediaType { try add("Accept: \(mediaType), application/problem+json") }
        switch request.method {
        case .get:
            try set(CURLOPT_HTTPGET, 1)
        case .post(let contentType, let content):
            try set(CURLOPT_POST, 1)
            try add("Content-Type: \(contentType)")
            // Small bodies go at once.
            try add("Expect:")
            try CurlLibrary.check(
                CCurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(content.count)))
            // Not copied: the request holds it for as long as the transfer lives.
            try CurlLibrary.check(CCurl_set_pointer(handle, CURLOPT_POSTFIELDS, content.address))
        }
        try CurlLibrary.check(CCurl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    }

    private func setSecurity() throws(CloudError) {
        switch request.security {
        case .none:
            try set(CURLOPT_PROTOCOLS_STR, "http")
        case .mutualTLS:
            try set(CURLOPT_PROTOCOLS_STR, "https")
            try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
            // Forward secrecy in TLS 1.2; TLS 1.3 has nothing else.
            try set(CURLOPT_SSL_CIPHER_LIST, "ECDHE+AESGCM:ECDHE+CHACHA20")
            try set(CURLOPT_SSL_VERIFYPEER, 1)
            try set(CURLOPT_SSL_VERIFYHOST, 2)
            try CurlLibrary.check(CCurl_set_string(handle, CURLOPT_CAINFO, nil))
            try CurlLibrary.check(CCurl_set_string(handle, CURLOPT_CAPATH, nil))
            if let share = sessions.handle(at: systemSeconds()) {
                try CurlLibrary.check(CCurl_set_pointer(handle, CURLOPT_SHARE, share))
            } else {
                try set(CURLOPT_SSL_SESSIONID_CACHE, 0)
            }
        }
    }

    private func setCallbacks() throws(CloudError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_SSL_CTX_DATA, CURLOPT_PREREQDATA] {
            try CurlLibrary.check(CCurl_set_pointer(handle, option, context))
        }
        try CurlLibrary.check(
            CCurl_set_sink(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let context else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                let received = UnsafeRawBufferPointer(start: bytes, count: size * count)
                // Taking less than all of it stops the transfer; an empty piece takes all of nothing.
                return transfer.received(received) ? received.count : received.count &+ 1
            })
        try CurlLibrary.check(
            CCurl_set_sink(handle, CURLOPT_HEADERFUNCTION) { _, size, count, context in
                guard let context else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.receivedHeader(length: size * count) ? size * count : size * count &+ 1
            })
        try CurlLibrary.check(
            CCurl_set_context_function(handle) { _, connection, context in
                guard let context, let connection else { return CURLE_ABORTED_BY_CALLBACK }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.makesConnection(OpaquePointer(connection)) ? CURLE_OK : CURLE_ABORTED_BY_CALLBACK
            })
        try CurlLibrary.check(
            CCurl_set_before_request(handle) { context, _, _, _, _ in
                guard let context else { return CURL_PREREQFUNC_ABORT }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.mayBeginRequest() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
    }

    private func set(_ option: CURLoption, _ value: some BinaryInteger) throws(CloudError) {
        try CurlLibrary.check(CCurl_set_long(handle, option, Int(value)))
    }

    private func set(_ option: CURLoption, _ value: String) throws(CloudError) {
        try CurlLibrary.check(CCurl_set_string(handle, option, value))
    }

    private func add(_ header: String) throws(CloudError) {
        guard let longer = curl_slist_append(headers, header) else { throw CloudError(CURLE_OUT_OF_MEMORY) }
        headers = longer
    }
}
