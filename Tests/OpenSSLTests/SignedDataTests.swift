import ChildProcesses
import Foundation
import LockedMemory
import OpenSSL
import Testing

@Suite("CMS SignedData")
struct SignedDataTests {
    static let content = Array("{\"version\":1}\n".utf8)

    static func credential(_ outsider: Outsider) throws -> (Certificate, PrivateKey) {
        try outsider.makeSelfSigned()
        return (
            try Certificate(pem: try outsider.read("cert.pem")),
            try PrivateKey(pem: try LockedBytes(copying: try outsider.read("key.pem")))
        )
    }

    @Test("that we sign is verified by the openssl command, content and all")
    func signed() throws {
        try Outsider.with { outsider in
            let (certificate, key) = try Self.credential(outsider)
            let der = try SignedData.sign(content: Self.content, certificate: certificate, key: key, at: 1_800_000_000)
            try outsider.write(der, to: "message.der")
            let outcome = try outsider.openssl(
                "cms", "-verify", "-binary", "-inform", "DER", "-in", "message.der", "-CAfile", "cert.pem", "-purpose",
                "any")
            #expect(outcome.status == 0)
            #expect(outcome.output == Self.content)

            let message = try SignedData(der: der)
            #expect(message.content == Self.content)
            #expect(message.contentType == SignedData.plainData)
            #expect(try message.certificates() == [certificate])
            let signer = try #require(message.signers.first)
            #expect(message.signers.count == 1)
            #expect(signer.digest == "SHA256")
            #expect(signer.signature == "ecdsa-with-SHA256")
            #expect(signer.signedContentType == SignedData.plainData)
            #expect(signer.hasMessageDigest)
            #expect(message.signer(0, isNamed: certificate))
            #expect(!message.signer(1, isNamed: certificate))
            #expect(message.isSigned(by: [certificate]))
            #expect(!message.isSigned(by: []))
        }
    }

    @Test("that the openssl command signs is read and verified by us; detached and attribute-free ones say so")
    func fromOutside() throws {
        try Outsider.with { outsider in
            let (certificate, _) = try Self.credential(outsider)
            try outsider.write(Self.content, to: "content")
            let attached = try SignedData(
                der: try outsider.openssl(
                    "cms", "-sign", "-binary", "-nodetach", "-in", "content", "-signer", "cert.pem", "-inkey",
                    "key.pem", "-outform", "DER"
                ).output)
            #expect(attached.isSigned(by: [certificate]))
            #expect(attached.content == Self.content)
            let detached = try SignedData(
                der: try outsider.openssl(
                    "cms", "-sign", "-binary", "-in", "content", "-signer", "cert.pem", "-inkey", "key.pem",
                    "-outform", "DER"
                ).output)
            #expect(detached.content == nil)
            #expect(!detached.isSigned(by: [certificate]))
            let bare = try SignedData(
                der: try outsider.openssl(
                    "cms", "-sign", "-binary", "-nodetach", "-noattr", "-in", "content", "-signer", "cert.pem",
                    "-inkey", "key.pem", "-outform", "DER"
                ).output)
            #expect(bare.signers.first?.signedContentType == nil)
            #expect(bare.signers.first?.hasMessageDigest == false)
        }
    }

    @Test("with any byte of content or signature changed does not verify")
    func tampered() throws {
        try Outsider.with { outsider in
            let (certificate, key) = try Self.credential(outsider)
            let der = try SignedData.sign(content: Self.content, certificate: certificate, key: key, at: 1_800_000_000)
            let needle = Array("version".utf8)
            let position = try #require(
                der.indices.first { der[$0...].starts(with: needle) })
            for index in [position, der.count - 1] {
                var changed = der
                changed[index] ^= 1
                let message = try? SignedData(der: changed)
                #expect(message?.isSigned(by: [certificate]) != true)
            }
            #expect(throws: OpenSSLError.self) { try SignedData(der: der + [0]) }
            #expect(throws: OpenSSLError.self) { try SignedData(der: certificate.der) }
            #expect(throws: OpenSSLError(operation: "d2i_CMS_ContentInfo length")) {
                try SignedData(der: der, maximum: der.count - 1)
            }
        }
    }
}
