internal import OpenSSL
public import Issuance
public import LockedMemory
internal import Synchronization

/// The municipal cloud over HTTPS: libcurl on a thread of its own, the kiosk's certificate, the municipality's
/// trust anchors and no others.
public final class CloudClient: MunicipalCloud {
    /// How long the cloud may take, with the reasons.
    public struct Limits: Hashable, Sendable {
        /// Name, TCP and TLS together. Three losses of a TCP SYN (1 + 2 s) still fit.
        public var connect: Duration = .seconds(5)
        /// A question whose answer the cloud has at hand. The resident stands and waits.
        public var answer: Duration = .seconds(15)
        /// An order: the municipality looks up the record and sets the document.
        public var issue: Duration = .seconds(30)
        /// 8 MiB at 1.5 Mbit/s.
        public var document: Duration = .seconds(45)
        /// A document that came to a standstill.
        public var stall: Duration = .seconds(10)

        /// The usual ones.
        public init() {}
    }

    /// Where the cloud is, and who the kiosk is there.
    public struct Configuration: Sendable {
        /// `https://host` or `https://host:port`, without a path.
        public var url: String
        /// The kiosk's certificate and key, and the anchors.
        public var identity: CloudIdentity
        /// Such as `http://proxy.example:8080`; nil for none. The environment's variables are never looked at.
        public var proxy: String?
        /// How long the cloud may take.
        public var limits = Limits()
        /// Asked before each `service()`: who the kiosk is from now on, where its certificate was renewed; nil: as
        /// before. Another kiosk's is not taken.
        public var renewal: @Sendable () -> CloudIdentity? = { nil }

        /// The cloud at `url`, asked directly and with the usual limits unless told otherwise. Whether `url` is an
        /// origin is checked when a client is made of this.
        public init(
            url: String, identity: CloudIdentity, proxy: String? = nil, limits: Limits = Limits(),
            renewal: @escaping @Sendable () -> CloudIdentity? = { nil }
        ) {
            self.renewal = renewal
            self.url = url
            self.identity = identity
            self.proxy = proxy
            self.limits = limits
        }
    }

    private let configuration: Configuration
    /// Who the kiosk is at present, and the connections that it made as such.
    private let current: Mutex<Presence>
    private let base: String

    /// - Throws: where `url` is no HTTPS origin, or libcurl does not start.
    public init(_ configuration: Configuration) throws(CloudError) {
        self.base = try HTTPOrigin.checked(configuration.url, scheme: "https")
        self.configuration = configuration
        self.current = Mutex(Presence(identity: configuration.identity, loop: try TransferLoop()))
    }

    private struct Presence {
        var identity: CloudIdentity
        var loop: TransferLoop
    }

    /// Takes up a certificate that was renewed: connections and sessions of the old one are left behind.
    private func takeUpRenewal() {
        guard let next = configuration.renewal(), next.kioskID == kioskID, let loop = try? TransferLoop() else {
            return
        }
        current.withLock { $0 = Presence(identity: next, loop: loop) }
    }

    /// The common name of the kiosk's certificate.
    public var kioskID: String { configuration.identity.kioskID }

    /// `POST /v1/sessions`.
    public func openSession(_ request: RequestID) async throws(CloudError) -> CloudSession {
        let answer = try await post("/v1/sessions", Wire.sessionRequest(request), limit: configuration.limits.answer)
        return try Wire.session(answer)
    }

    /// `POST /v1/sessions/{id}/proof`.
    public func prove(
        _ session: CloudSession, certificate: [UInt8], signature: [UInt8]
    ) async throws(CloudError) -> Entitlement {
        let body = try Wire.proof(certificate: certificate, signature: signature)
        let answer = try await post("/v1/sessions/\(session.id)/proof", body, limit: configuration.limits.answer)
        return try Wire.entitlement(answer)
    }

    /// `POST /v1/sessions/{id}/issuances`.
    public func issue(
        _ order: Order, in session: CloudSession, request: RequestID
    ) async throws(CloudError) -> [UInt8] {
        let body = try Wire.order(order, request)
        let answer = try await post("/v1/sessions/\(session.id)/issuances", body, limit: configuration.limits.issue)
        return try Wire.manifest(answer, of: request)
    }

    /// `GET /v1/issuances/{id}/document`.
    public func document(of issuance: RequestID, length: Int) async throws(CloudError) -> LockedBytes {
        guard (1...CloudLimits.documentLength).contains(length) else { throw .malformed(.request) }
        let limits = configuration.limits
        let answer = try await perform(
            TransferRequest(
                method: .get, url: "\(base)/v1/issuances/\(issuance)/document",
                security: .mutualTLS(current.withLock { $0.identity }),
                proxy: configuration.proxy, mediaType: "application/pdf", bodyLimit: length, isLengthKnown: true,
                connectLimit: limits.connect,
                totalLimit: limits.document, stallLimit: limits.stall))
        guard answer.count == length else { throw .malformed(.length) }
        return try answer.locked()
    }

    /// `POST /v1/issuances/{id}/outcome`.
    public func report(_ outcome: Outcome, of issuance: RequestID) async throws(CloudError) {
        _ = try await perform(
            request(
                "/v1/issuances/\(issuance)/outcome",
                .post(contentType: "application/json", try Wire.outcome(outcome)),
                mediaType: nil, limit: configuration.limits.answer))
    }

    /// `GET /v1/service`.
    public func service() async throws(CloudError) -> ServiceStatus {
        takeUpRenewal()
        let answer = try await perform(
            request("/v1/service", .get, mediaType: "application/json", limit: configuration.limits.answer))
        return try Wire.service(answer)
    }

    /// When this kiosk's certificate ends.
    var kioskCertificateEnd: Int64? { current.withLock { $0.identity.chain.first?.notAfter } }

    /// `GET /v1/service` over a connection of its own, whatever comes back.
    func answerToProbe() async throws(CloudError) -> TransferAnswer {
        var request = request(
            "/v1/service", .get, mediaType: "application/json", limit: configuration.limits.answer)
        request.isProbe = true
        let loop = current.withLock { $0.loop }
        return try await loop.perform(request)
    }

    private func post(_ path: String, _ body: WipedBuffer, limit: Duration) async throws(CloudError) -> WipedBuffer {
        try await perform(
            request(
                path, .post(contentType: "application/json", body), mediaType: "application/json", limit: limit))
    }

    private func request(
        _ path: String, _ method: TransferRequest.Method, mediaType: String?, limit: Duration
    ) -> TransferRequest {
        TransferRequest(
            method: method, url: base + path, security: .mutualTLS(current.withLock { $0.identity }),
            proxy: configuration.proxy, mediaType: mediaType,
            bodyLimit: mediaType == nil ? 0 : CloudLimits.answerLength, connectLimit: configuration.limits.connect,
            totalLimit: limit)
    }

    /// The body of a good answer.
    private func perform(_ request: TransferRequest) async throws(CloudError) -> WipedBuffer {
        let loop = current.withLock { $0.loop }
        let answer = try await loop.perform(request)
        guard (200..<300).contains(answer.status) else { throw Wire.failure(answer) }
        guard answer.mediaType == request.mediaType || request.mediaType == nil else { throw .malformed(.mediaType) }
        return answer.body
    }
}
