internal import CCurl
internal import OpenSSL

/// One call of the cloud over a connection made for it, with what was seen on the way: for a technician.
public struct CloudProbe: Sendable {
    /// What the cloud said of its hours and its clock. Only a kiosk that it accepts is told.
    public var service: Result<ServiceStatus, CloudError>
    /// How long each step took; nil where no answer came, or a client does not say.
    public var times: Times?
    /// Such as `TLSv1.3`; nil where there was no connection.
    public var tlsVersion: String?
    /// When the cloud's own certificate ends, in seconds since 1970; nil where it was not seen.
    public var serverCertificateEnd: Int64?
    /// When this kiosk's certificate ends, in seconds since 1970; nil where a client has none.
    public var kioskCertificateEnd: Int64?

    /// The steps of one call, each without those before it.
    public struct Times: Hashable, Sendable {
        /// Until the name's address was known.
        public var name: Duration
        /// Until the other side took the connection.
        public var tcp: Duration
        /// Until both sides had proven who they are.
        public var tls: Duration
        /// From the question to the last byte of the answer.
        public var answer: Duration

        /// The steps as they were measured.
        public init(name: Duration, tcp: Duration, tls: Duration, answer: Duration) {
            self.name = name
            self.tcp = tcp
            self.tls = tls
            self.answer = answer
        }
    }

    /// A call that went so.
    public init(
        service: Result<ServiceStatus, CloudError>, times: Times? = nil, tlsVersion: String? = nil,
        serverCertificateEnd: Int64? = nil, kioskCertificateEnd: Int64? = nil
    ) {
        self.service = service
        self.times = times
        self.tlsVersion = tlsVersion
        self.serverCertificateEnd = serverCertificateEnd
        self.kioskCertificateEnd = kioskCertificateEnd
    }
}

extension MunicipalCloud {
    /// Asks for the service, unless a client sees more.
    public func probe() async -> CloudProbe {
        do throws(CloudError) {
            return CloudProbe(service: .success(try await service()))
        } catch {
            return CloudProbe(service: .failure(error))
        }
    }
}

extension CloudClient {
    /// Asks for the service over a connection of its own.
    public func probe() async -> CloudProbe {
        var probe = CloudProbe(
            service: .failure(.malformed(.request)), kioskCertificateEnd: kioskCertificateEnd)
        do throws(CloudError) {
            let answer = try await answerToProbe()
            probe.times = answer.sighting?.times
            probe.tlsVersion = answer.sighting?.tlsVersion
            probe.serverCertificateEnd = answer.sighting?.serverCertificateEnd
            guard answer.status == 200 else { throw Wire.failure(answer) }
            guard answer.mediaType == "application/json" else { throw .malformed(.mediaType) }
            probe.service = .success(try Wire.service(answer.body))
        } catch {
            probe.service = .failure(error)
        }
        return probe
    }
}

/// What was seen of the connection of one transfer.
package struct ConnectionSighting: Sendable {
    var times: CloudProbe.Times?
    var tlsVersion: String?
    var serverCertificateEnd: Int64?
}

extension ConnectionSighting {
    /// Nothing where there is no TLS connection.
    init(of connection: OpaquePointer?) {
        guard let connection else { return }
        tlsVersion = SSL_get_version(connection).map { String(cString: $0) }
        guard let pointer = SSL_get0_peer_certificate(connection) else { return }
        serverCertificateEnd = (try? Certificate(borrowing: pointer))?.notAfter
    }
}
