import ChildProcesses
import Foundation
import LockedMemory
import OpenSSL
import Testing

@Suite("A certificate made by the openssl command")
struct CertificateTests {
    @Test("is read field by field as the command wrote it")
    func fields() throws {
        try Outsider.with { outsider in
            try outsider.makeSelfSigned()
            let certificate = try Certificate(pem: try outsider.read("cert.pem"))
            #expect(certificate.subject == "CN=試験 機関,O=窓口,C=JP")
            #expect(certificate.issuer == certificate.subject)
            #expect(certificate.commonName == "試験 機関")
            #expect(certificate.serialNumber == [0xFF, 0x10])
            #expect(certificate.serialHex == "ff10")
            #expect(certificate.notAfter - certificate.notBefore == 30 * 86_400)
            #expect(abs(certificate.notBefore - Int64(Date().timeIntervalSince1970)) < 600)
            #expect(certificate.keyUsage == [.digitalSignature, .keyCertSign])
            #expect(certificate.extendedKeyUsage == ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.9"])
            #expect(certificate.policies == ["1.2.392.200149.8.5.1.3.30"])
            #expect(certificate.ocspURLs == ["http://127.0.0.1:2560/ocsp"])
            #expect(certificate.crlURLs == ["http://127.0.0.1/list.crl"])
            #expect(certificate.isSelfSigned)
            #expect(certificate.isAuthority)
            #expect(certificate.signatureDigest == "SHA256")
            #expect(try certificate.publicKey.algorithm == .ec(curve: "prime256v1"))
            #expect(try certificate.publicKey.bits == 256)
            #expect(certificate.isSigned(by: try certificate.publicKey))
            #expect(certificate.names(issuer: certificate))
            #expect(certificate.hasExtension("2.5.29.15"))
            #expect(!certificate.hasExtension("1.3.6.1.5.5.7.48.1.5"))
        }
    }

    @Test("has the outsider's fingerprint, and comes out in the outsider's DER and PEM")
    func encodings() throws {
        try Outsider.with { outsider in
            try outsider.makeSelfSigned()
            let der = try outsider.openssl("x509", "-in", "cert.pem", "-outform", "DER").output
            let certificate = try Certificate(der: der)
            #expect(certificate.der == der)
            #expect(Array(certificate.pem.utf8) == (try outsider.read("cert.pem")))
            let print = try outsider.openssl("x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha256").text
            let hex = certificate.sha256.map { String(format: "%02X", $0) }.joined(separator: ":")
            #expect(print.contains(hex))
            #expect(try Certificate.list(pem: Array((certificate.pem + "text\n" + certificate.pem).utf8)).count == 2)
        }
    }

    @Test("is refused when a byte follows it, a byte is missing, or it is none; nothing of it is in the error")
    func malformed() throws {
        try Outsider.with { outsider in
            try outsider.makeSelfSigned()
            let der = try outsider.openssl("x509", "-in", "cert.pem", "-outform", "DER").output
            #expect(throws: OpenSSLError(operation: "d2i_X509 trailing bytes")) { try Certificate(der: der + [0]) }
            for bytes in [Array(der.dropLast()), Array(der.prefix(4)), [0x30, 0x80], Array("no certificate".utf8)] {
                #expect(throws: OpenSSLError.self) { try Certificate(der: bytes) }
            }
            #expect(throws: OpenSSLError(operation: "d2i_X509 length")) { try Certificate(der: []) }
            #expect(throws: OpenSSLError(operation: "d2i_X509 length")) {
                try Certificate(der: der + [UInt8](repeating: 0, count: Certificate.maximumLength))
            }
            #expect(throws: OpenSSLError.self) { try Certificate(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n") }
            #expect(throws: OpenSSLError.self) { try Certificate(pem: "nothing") }
        }
    }

    @Test("in BER instead of DER is refused: the same certificate would have a second hash")
    func berIsRefused() throws {
        try Outsider.with { outsider in
            try outsider.makeSelfSigned()
            let der = try Certificate(pem: try outsider.read("cert.pem")).der
            #expect(der[1] == 0x82)
            // The outer length in three bytes instead of two.
            let ber = [der[0], 0x83, 0x00] + der[2...]
            #expect(throws: OpenSSLError(operation: "DER check")) { try Certificate(der: ber) }
        }
    }

    @Test("shows nothing of itself when printed")
    func description() throws {
        try Outsider.with { outsider in
            try outsider.makeSelfSigned()
            let certificate = try Certificate(pem: try outsider.read("cert.pem"))
            #expect("\(certificate)" == "Certificate(\(certificate.der.count) bytes)")
            #expect(String(reflecting: certificate) == "\(certificate)")
        }
    }
}
