internal import COpenSSL

/// An X.509 certificate (RFC 5280), read and never changed.
public final class Certificate: Sendable {
    /// OpenSSL's object. Nothing here changes it; what OpenSSL works out lazily (the extension cache)
    /// it guards with a lock of its own, so threads may share it.
    package nonisolated(unsafe) let pointer: OpaquePointer

    /// The certificate exactly as it was read.
    public let der: [UInt8]

    /// The longest encoding that is looked at. Certificates in use have 1 to 3 KiB; a card's file can
    /// name any length up to 64 KiB.
    public static let maximumLength = 65_536

    /// Reads one DER certificate: no byte before it, none after it, and no encoding other than DER's.
    public init(der: [UInt8]) throws(OpenSSLError) {
        let pointer = try decoded(
            der, maximum: Certificate.maximumLength, "d2i_X509", { d2i_X509(nil, $0, $1) }, free: { X509_free($0) })
        self.pointer = pointer
        self.der = der
        // OpenSSL reads BER. A second spelling of the same certificate would have another hash.
        guard try encoded("i2d_X509", { i2d_X509(pointer, $0) }) == der else {
            throw OpenSSLError(operation: "DER check")
        }
    }

    deinit { X509_free(pointer) }

    /// Takes a certificate that OpenSSL lends (adds a reference).
    package convenience init(borrowing pointer: OpaquePointer) throws(OpenSSLError) {
        try self.init(der: encoded("i2d_X509") { i2d_X509(pointer, $0) })
    }

    /// Reads the first certificate of a PEM text (RFC 7468).
    public convenience init(pem: [UInt8]) throws(OpenSSLError) {
        guard let first = try Certificate.list(pem: pem).first else {
            throw OpenSSLError(operation: "PEM_read_bio_X509")
        }
        try self.init(der: first.der)
    }

    /// Reads the first certificate of a PEM text (RFC 7468).
    public convenience init(pem: String) throws(OpenSSLError) {
        try self.init(pem: Array(pem.utf8))
    }

    /// Reads every certificate of a PEM text, in order; text between them is skipped.
    ///
    /// - Parameter pem: 4 MiB at most: a trust list, not a directory.
    /// - Throws: when there is none, or one of them cannot be read.
    public static func list(pem: [UInt8]) throws(OpenSSLError) -> [Certificate] {
        guard !pem.isEmpty, pem.count <= 4 << 20 else { throw OpenSSLError(operation: "PEM length") }
        var certificates: [Certificate] = []
        try pem.withUnsafeBufferPointer { (buffer) throws(OpenSSLError) in
            try withBIO(UnsafeRawBufferPointer(buffer)) { (bio) throws(OpenSSLError) in
                while let next = PEM_read_bio_X509(bio, nil, nil, nil) {
                    defer { X509_free(next) }
                    certificates.append(try Certificate(borrowing: next))
                }
                let end = OpenSSLError.drained("PEM_read_bio_X509")
                // The text's end shows as "no start line" and nothing else.
                let onlyEnd = end.codes.allSatisfy { ERR_GET_REASON($0) == PEM_R_NO_START_LINE }
                guard onlyEnd, !certificates.isEmpty else { throw end }
            }
        }
        return certificates
    }

    /// The certificate in PEM (RFC 7468).
    public var pem: String {
        let bytes = try? written("PEM_write_bio_X509") { PEM_write_bio_X509($0, pointer) }
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// The SHA-256 of the encoding: how manifests name a certificate.
    public var sha256: [UInt8] { Digest.sha256(der) }
}

extension Certificate: Hashable {
    /// Equal certificates have equal encodings.
    public static func == (one: Certificate, other: Certificate) -> Bool { one.der == other.der }
    /// See `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension Certificate: CustomStringConvertible, CustomReflectable {
    /// No name and no serial number: a certificate in a log would tell who stood at the kiosk.
    public var description: String { "Certificate(\(der.count) bytes)" }
    /// Nothing is reflected, for the same reason.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
