internal import CCurl
public import OpenSSL

/// Who the kiosk is towards the cloud, and by what it knows the cloud.
public struct CloudIdentity: Sendable {
    /// The municipality's trust anchors for the cloud's server: self-signed certificates. The system's are never
    /// looked at.
    public let anchors: [Certificate]
    /// The kiosk's certificate, then those that lead towards its authority.
    public let chain: [Certificate]
    /// The key of the kiosk's certificate.
    public let key: PrivateKey
    /// The common name of the kiosk's certificate, 1 to 64 of A–Z, a–z, 0–9 and the hyphen.
    public let kioskID: String

    /// Why an identity is of no use.
    public enum Unusable: Error, Hashable, Sendable {
        case noAnchor
        /// An anchor is not self-signed or not an authority's.
        case badAnchor
        case noCertificate
        /// The key is not the certificate's.
        case keyMismatch
        /// The certificate's common name is no kiosk id.
        case noKioskID
    }

    /// Checks that the parts fit together.
    public init(anchors: [Certificate], chain: [Certificate], key: PrivateKey) throws(Unusable) {
        guard !anchors.isEmpty else { throw .noAnchor }
        guard anchors.allSatisfy({ $0.isSelfSigned && $0.isAuthority }) else { throw .badAnchor }
        guard let own = chain.first else { throw .noCertificate }
        guard key.belongs(to: own) else { throw .keyMismatch }
        guard let name = own.commonName, Self.isKioskID(name) else { throw .noKioskID }
        self.anchors = anchors
        self.chain = chain
        self.key = key
        self.kioskID = name
    }

    /// Whether `text` can name a kiosk: 1 to 64 of A–Z, a–z, 0–9 and the hyphen.
    public static func isKioskID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isIDLetter)
    }

    private static func isIDLetter(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension CloudIdentity {
    /// Puts this identity into the settings of a connection that libcurl is about to make, in the place of
    /// whatever it found in its own defaults.
    ///
    /// - Returns: false where OpenSSL refused any part; the connection must not be made then.
    func install(in context: OpaquePointer) -> Bool {
        guard let store = X509_STORE_new() else { return false }
        for anchor in anchors where X509_STORE_add_cert(store, anchor.pointer) != 1 {
            X509_STORE_free(store)
            return false
        }
        // Takes the store; the one with the system's anchors, if libcurl filled it, goes.
        SSL_CTX_set_cert_store(context, store)
        // SSLKEYLOGFILE in the environment would have libcurl write every session's keys to a file.
        SSL_CTX_set_keylog_callback(context, nil)
        SSL_CTX_set_options(context, CCurl_option_cleanse_plaintext() | CCurl_option_no_renegotiation())
        // 112 bits: RSA-2048, P-224, SHA-224 and better. Debian's own default, said here for every other.
        SSL_CTX_set_security_level(context, 2)
        CCurl_release_idle_buffers(context)
        for (index, certificate) in chain.enumerated() {
            let added =
                index == 0
                ? SSL_CTX_use_certificate(context, certificate.pointer)
                : CCurl_add_chain_certificate(context, certificate.pointer)
            guard added == 1 else { return false }
        }
        return SSL_CTX_use_PrivateKey(context, key.pointer) == 1
    }
}
