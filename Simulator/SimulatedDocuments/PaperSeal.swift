public import OpenSSL

/// What a municipality seals its papers with: the key of its seal certificate, as it signs its manifests.
public struct PaperSeal: Sendable {
    /// SHA-256 of the seal certificate in hexadecimal: a verifier finds it by this.
    let fingerprint: String
    private let signature: @Sendable ([UInt8]) throws(OpenSSLError) -> [UInt8]

    /// A seal.
    public init(certificate: Certificate, key: PrivateKey) {
        fingerprint = Self.hexadecimal(certificate.sha256)
        signature = { message throws(OpenSSLError) in try key.sign(sha256Of: message) }
    }

    func sign(_ text: String) throws(DocumentError) -> [UInt8] {
        do {
            return try signature(Array(text.utf8))
        } catch {
            throw DocumentError(.sealFailed)
        }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
