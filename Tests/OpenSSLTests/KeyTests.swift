import ChildProcesses
import Foundation
import LockedMemory
import OpenSSL
import Testing

@Suite("Keys, signatures, digests")
struct KeyTests {
    static let message = Array("挑戦".utf8)

    @Test("an RSA signature holds for the outsider, and one over another message does not")
    func rsaSignature() throws {
        try Outsider.with { outsider in
            let key = try PrivateKey.rsa(bits: 2048)
            #expect(key.rsaModulusLength == 256)
            #expect(try key.rsaComponents.e == [1, 0, 1])
            #expect(try key.rsaComponents.n.count == 256)
            let signature = try key.sign(sha256Of: Self.message)
            try outsider.write(signature, to: "signature")
            try outsider.write(Self.message, to: "message")
            try outsider.write(Array(key.publicKey.pem.utf8), to: "key.pem")
            let verified = try outsider.openssl(
                "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "message")
            #expect(verified.status == 0)
            #expect(try key.publicKey.verify(signature: signature, sha256Of: Self.message))
            #expect(try !key.publicKey.verify(signature: signature, sha256Of: Self.message + [0]))
            #expect(try !key.publicKey.verify(signature: [], sha256Of: Self.message))
        }
    }

    @Test("a card's raw signature over a DigestInfo is the same PKCS #1 v1.5 signature")
    func digestInfo() throws {
        let key = try PrivateKey.rsa(bits: 2048)
        let prefix: [UInt8] = [
            0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
            0x20,
        ]
        #expect(
            try key.signDigestInfo(prefix + Digest.sha256(Self.message)) == key.sign(sha256Of: Self.message))
        #expect(throws: OpenSSLError(operation: "EVP_PKEY_sign length")) {
            try key.signDigestInfo([UInt8](repeating: 1, count: 246))
        }
        #expect(throws: OpenSSLError.self) { try PrivateKey.p256().signDigestInfo([1]) }
    }

    @Test("a P-256 key goes through PEM in locked memory and signs as before")
    func p256() throws {
        let key = try PrivateKey.p256()
        let again = try PrivateKey(pem: try key.pem())
        let signature = try again.sign(sha256Of: Self.message)
        #expect(try key.publicKey.verify(signature: signature, sha256Of: Self.message))
        #expect(try key.publicKey == again.publicKey)
        #expect(try key.publicKey.algorithm == .ec(curve: "prime256v1"))
        #expect(key.rsaModulusLength == 0)
        #expect("\(key)" == "PrivateKey")
    }

    @Test("an encrypted key is refused at once: nobody is asked for a passphrase")
    func encryptedKey() throws {
        try Outsider.with { outsider in
            try outsider.openssl(
                "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:secret",
                "-out", "key.pem")
            let pem = try LockedBytes(copying: try outsider.read("key.pem"))
            #expect(throws: OpenSSLError.self) { try PrivateKey(pem: pem) }
        }
    }

    @Test("a key knows its certificate")
    func belongs() throws {
        try Outsider.with { outsider in
            try outsider.makeSelfSigned()
            let certificate = try Certificate(pem: try outsider.read("cert.pem"))
            let key = try PrivateKey(pem: try LockedBytes(copying: try outsider.read("key.pem")))
            #expect(key.belongs(to: certificate))
            #expect(try !PrivateKey.p256().belongs(to: certificate))
        }
    }

    @Test("private numbers lie in the secure heap once there is one, and a full one makes no more keys")
    func secureHeap() async {
        // In a process of its own: the heap is the whole process's, and for good.
        await #expect(processExitsWith: .success) {
            #expect(OpenSSLLibrary.useSecureHeap(size: 16_384))
            #expect(OpenSSLLibrary.useSecureHeap())
            // The first key also seeds the random generator, which keeps its state there as well.
            var keys = [try PrivateKey.p256()]
            let before = OpenSSLLibrary.secureHeapUsed
            keys.append(try PrivateKey.rsa(bits: 2048))
            // d, p, q and the three numbers of the remainder theorem.
            #expect(OpenSSLLibrary.secureHeapUsed >= before + 256 + 5 * 128)
            keys.removeLast()
            #expect(OpenSSLLibrary.secureHeapUsed == before)
            #expect(throws: OpenSSLError.self) {
                for _ in 0..<512 { keys.append(try PrivateKey.p256()) }
            }
        }
    }

    @Test("the library is OpenSSL 3")
    func version() {
        #expect(OpenSSLLibrary.version.hasPrefix("OpenSSL 3"))
    }

    @Test("SHA-256 of \"abc\" is FIPS 180's, in one piece and in two")
    func digest() throws {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let hex: ([UInt8]) -> String = { bytes in bytes.map { String(format: "%02x", $0) }.joined() }
        #expect(hex(Digest.sha256(Array("abc".utf8))) == expected)
        let hasher = try SHA256Hasher()
        try hasher.update(Array("a".utf8))
        try Array("bc".utf8).withUnsafeBytes { try hasher.update($0) }
        #expect(hex(try hasher.finish()) == expected)
        try hasher.update(Array("abc".utf8))
        #expect(hex(try hasher.finish()) == expected)
        #expect(Digest.sha256([]).count == 32)
    }

    @Test("random bytes differ, and a senseless count is refused")
    func random() throws {
        #expect(try RandomBytes.generate(count: 16) != RandomBytes.generate(count: 16))
        #expect(throws: OpenSSLError(operation: "RAND_bytes count")) { try RandomBytes.generate(count: 0) }
        #expect(throws: OpenSSLError(operation: "RAND_bytes count")) { try RandomBytes.generate(count: 1 << 20) }
    }

    @Test("an error carries the queue's reasons and no data")
    func errors() {
        do {
            _ = try Certificate(der: [0x31, 0x03, 0x01, 0x02, 0x03])
            Issue.record("read")
        } catch {
            #expect(!error.codes.isEmpty)
            #expect(error.description.hasPrefix("d2i_X509 failed: "))
            #expect(error.description.contains("wrong tag"))
        }
    }
}
