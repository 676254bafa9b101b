import Foundation
import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("A world that is kept in a folder")
struct AuthorityFolderTests {
    static let now = AuthorityWorldTests.now

    @Test("keeps keys and certificates, the keys for its owner alone")
    func kept() throws {
        try Outsider.with { outsider in
            let folder = outsider.path("a/world")
            let first = try AuthorityWorld(directory: folder, now: Self.now)
            let kiosk = try first.kioskCredential(id: "KIOSK-0001")
            #expect(try outsider.mode("a/world") == 0o700)
            #expect(try outsider.mode("a/world/kiosk-KIOSK-0001.key.pem") == 0o600)
            #expect(try outsider.mode("a/world/platform-authority.key.pem") == 0o600)
            #expect(
                String(decoding: try outsider.read("a/world/kiosk-KIOSK-0001.cert.pem"), as: UTF8.self)
                    == kiosk.certificate.pem)
            // A day later: the same, though every date would now be another.
            let second = try AuthorityWorld(directory: folder, now: Self.now + 86_400)
            #expect(try second.kioskCredential(id: "KIOSK-0001").certificate == kiosk.certificate)
            let authorities = [try first.platformAuthority().certificate, try second.platformAuthority().certificate]
            #expect(authorities[0] == authorities[1])
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(
                names == [
                    ".lock", "kiosk-KIOSK-0001.cert.pem", "kiosk-KIOSK-0001.key.pem", "platform-authority.cert.pem",
                    "platform-authority.key.pem",
                ])
        }
    }

    @Test("issues again what ended, or says something else now, for the same key")
    func renewed() throws {
        try Outsider.with { outsider in
            let first = try AuthorityWorld(directory: outsider.path("world"), now: Self.now)
            let kiosk = try first.kioskCredential(id: "K")
            let card = try first.residentCredential(id: "R", prefecture: .tokyo)
            let later = try AuthorityWorld(
                directory: outsider.path("world"), now: Self.now + 3 * CertificateTemplate.year,
                ocspURL: "http://127.0.0.1:9/")
            let renewed = try later.kioskCredential(id: "K")
            #expect(renewed.certificate != kiosk.certificate)
            #expect(renewed.privateKey.belongs(to: kiosk.certificate))
            #expect(renewed.certificate.notAfter > later.now)
            let moved = try later.residentCredential(id: "R", prefecture: .tokyo)
            #expect(moved.certificate.ocspURLs == ["http://127.0.0.1:9/"])
            #expect(moved.privateKey.belongs(to: card.certificate))
        }
    }

    @Test("makes again what was spoiled")
    func spoiled() throws {
        try Outsider.with { outsider in
            let first = try AuthorityWorld(directory: outsider.folder, now: Self.now)
            let kiosk = try first.kioskCredential(id: "K")
            try outsider.write(Array("-----BEGIN".utf8), to: "kiosk-K.cert.pem")
            try outsider.write([], to: "kiosk-L.key.pem")
            let second = try AuthorityWorld(directory: outsider.folder, now: Self.now)
            #expect(try second.kioskCredential(id: "K").certificate.subject == kiosk.certificate.subject)
            let other = try second.kioskCredential(id: "L")
            #expect(other.privateKey.belongs(to: other.certificate))
        }
    }

    @Test("tells another process's responder what was issued and revoked")
    func shared() throws {
        try Outsider.with { outsider in
            let card = try AuthorityWorld(directory: outsider.folder, now: Self.now)
            let responder = try AuthorityWorld(directory: outsider.folder, now: Self.now)
            _ = try responder.ocspResponder(.tokyo)
            let good = try card.residentCredential(id: "R", prefecture: .tokyo)
            let revoked = try card.residentCredential(id: "R", prefecture: .tokyo, state: .revoked)
            let unregistered = try card.residentCredential(id: "R", prefecture: .tokyo, state: .unregistered)
            #expect(try AuthorityWorldTests.verdict(responder, good).isAccepted)
            #expect(
                try AuthorityWorldTests.verdict(responder, revoked).reasons.map(\.kind) == [
                    .revoked(.cessationOfOperation, at: Self.now - 10 * CertificateTemplate.day)
                ])
            #expect(
                try AuthorityWorldTests.verdict(responder, unregistered).reasons.map(\.kind) == [
                    .revocationUnknown(.responderDoesNotKnow)
                ])
        }
    }

    @Test("that cannot be made says where")
    func unwritable() throws {
        try Outsider.with { outsider in
            try outsider.write([], to: "file")
            #expect(throws: AuthorityError.file(path: outsider.path("file/world"), errno: ENOTDIR)) {
                try AuthorityWorld(directory: outsider.path("file/world"), now: Self.now)
            }
        }
    }
}
