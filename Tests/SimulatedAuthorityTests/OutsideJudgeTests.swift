import ChildProcesses
import Foundation
import OpenSSL
import SimulatedAuthority
import Testing
import Trust

/// The `openssl` command judges what the simulated authorities issue. It reads the machine's clock for
/// OCSP, so these worlds live now.
@Suite("The simulated authorities before the openssl command")
struct OutsideJudgeTests {
    static func with(_ body: (Outsider, AuthorityWorld) throws -> Void) throws {
        try Outsider.with { outsider in
            let now = Int64(Date().timeIntervalSince1970)
            try body(outsider, try AuthorityWorld(directory: outsider.folder, now: now))
        }
    }

    @Test("a resident's certificate holds under its policy, an expired one and a stranger's do not")
    func residents() throws {
        try Self.with { outsider, world in
            try outsider.write(
                Array(world.residentCredential(id: "R", prefecture: .tokyo).certificate.pem.utf8), to: "card.pem")
            try outsider.write(
                Array(world.residentCredential(id: "R", prefecture: .tokyo, state: .expired).certificate.pem.utf8),
                to: "expired.pem")
            let verify = { (anchor: String, certificate: String, policy: String) in
                try outsider.openssl(
                    "verify", "-CAfile", "prefecture-\(anchor).cert.pem", "-no-CApath", "-no-CAstore", "-x509_strict",
                    "-purpose", "sslclient", "-auth_level", "2", "-policy", policy, "-explicit_policy", certificate)
            }
            let policy = AuthorityWorld.userAuthenticationPolicy
            #expect(try verify("tokyo", "card.pem", policy).text.hasSuffix("card.pem: OK\n"))
            #expect(try verify("tokyo", "card.pem", AuthorityWorld.signaturePolicy).status != 0)
            #expect(try verify("tokyo", "expired.pem", policy).text.contains("error 10"))
            _ = try world.prefecturalAuthority(.chiba)
            #expect(try verify("chiba", "card.pem", policy).text.contains("error 20"))
        }
    }

    @Test("server and kiosk hold for their side of TLS and for no other")
    func platform() throws {
        try Self.with { outsider, world in
            _ = try world.serverCredential()
            let kiosk = try world.kioskCredential(id: "KIOSK-0001")
            #expect(kiosk.certificate.subject == "CN=KIOSK-0001,OU=kiosk,O=Simulated Issuance Platform,C=JP")
            let verify = { (arguments: [String], name: String) in
                try outsider.openssl(
                    arguments: ["verify", "-CAfile", "platform-authority.cert.pem", "-no-CApath", "-no-CAstore"]
                        + ["-x509_strict", "-auth_level", "2"] + arguments + [name]
                ).status
            }
            let server = "server-localhost.cert.pem"
            #expect(try verify(["-purpose", "sslserver", "-verify_hostname", "localhost"], server) == 0)
            #expect(try verify(["-purpose", "sslserver", "-verify_ip", "127.0.0.1"], server) == 0)
            #expect(try verify(["-purpose", "sslserver", "-verify_ip", "::1"], server) == 0)
            #expect(try verify(["-purpose", "sslserver", "-verify_hostname", "example.jp"], server) != 0)
            #expect(try verify(["-purpose", "sslclient"], server) != 0)
            #expect(try verify(["-purpose", "sslclient"], "kiosk-KIOSK-0001.cert.pem") == 0)
            #expect(try verify(["-purpose", "sslserver"], "kiosk-KIOSK-0001.cert.pem") != 0)
        }
    }

    @Test(
        "the OCSP responder's answers to the command's own requests",
        arguments: zip([ResidentState.valid, .revoked, .unregistered], ["good", "revoked", "unknown"]))
    func ocsp(_ state: ResidentState, _ word: String) throws {
        try Self.with { outsider, world in
            let card = try world.residentCredential(id: "R", prefecture: .tokyo, state: state).certificate
            try outsider.write(Array(card.pem.utf8), to: "card.pem")
            let anchor = "prefecture-tokyo.cert.pem"
            try outsider.openssl(
                "ocsp", "-issuer", anchor, "-cert", "card.pem", "-reqout", "request.der")
            let answer = world.answer(ocspRequest: try outsider.read("request.der"), at: world.now)
            try outsider.write(answer, to: "response.der")
            // -no_nonce: do not put a second one into the request that is read; the first one is checked.
            let outcome = try outsider.openssl(
                "ocsp", "-issuer", anchor, "-cert", "card.pem", "-reqin", "request.der", "-respin", "response.der",
                "-CAfile", anchor, "-no-CApath", "-no-CAstore", "-no_nonce")
            #expect(outcome.status == 0)
            #expect(outcome.text.contains("Response verify OK"))
            #expect(outcome.text.contains("card.pem: \(word)"))
            #expect(!outcome.text.contains("WARNING"))
            if state == .revoked { #expect(outcome.text.contains("Reason: cessationOfOperation")) }
        }
    }

    @Test("our requests are what the command's responder answers, and its answers are what we believe")
    func ourRequests() throws {
        try Self.with { outsider, world in
            let authority = try world.prefecturalAuthority(.tokyo).certificate
            let card = try world.residentCredential(id: "R", prefecture: .tokyo).certificate
            _ = try world.ocspResponder(.tokyo)
            let serial = card.serialHex.uppercased()
            // The command's list of certificates: state, end, revocation, serial number, file, subject.
            try outsider.write(Array("V\t301231235959Z\t\t\(serial)\tunknown\t/CN=R\n".utf8), to: "index.txt")
            let query = try OCSPQuery(certificate: card, issuer: authority)
            try outsider.write(query.request, to: "request.der")
            let outcome = try outsider.openssl(
                "ocsp", "-index", "index.txt", "-CA", "prefecture-tokyo.cert.pem", "-rsigner",
                "ocsp-tokyo.cert.pem", "-rkey", "ocsp-tokyo.key.pem", "-reqin", "request.der", "-respout",
                "response.der", "-nmin", "5", "-rmd", "sha256", "-no_nonce")
            #expect(outcome.status == 0)
            let verdict = OCSPJudge().judge(
                ocspResponse: try outsider.read("response.der"), for: query, at: Int64(Date().timeIntervalSince1970))
            if case .good = verdict {} else { Issue.record("\(verdict)") }
        }
    }

    @Test("a manifest under a municipality's seal")
    func manifest() throws {
        try Self.with { outsider, world in
            let seal = try world.sealCredential(.soma)
            let manifest = Manifest(
                requestID: String(repeating: "0a", count: 16), sessionID: String(repeating: "0b", count: 16),
                kioskID: "KIOSK-0001", cardCertificateSHA256: String(repeating: "0c", count: 32),
                municipality: "07209", kind: "seal-registration", options: [], copies: 1, pages: 1,
                documentSHA256: String(repeating: "0d", count: 32), documentLength: 1, fee: 300, issuedAt: world.now)
            let content = try manifest.encoded()
            try outsider.write(
                try SignedData.sign(content: content, certificate: seal.certificate, key: seal.privateKey),
                to: "manifest.der")
            let outcome = try outsider.openssl(
                "cms", "-verify", "-binary", "-inform", "DER", "-in", "manifest.der", "-CAfile",
                "seal-authority.cert.pem", "-no-CApath", "-no-CAstore", "-purpose", "any", "-out", "content.json")
            #expect(outcome.status == 0)
            #expect(try outsider.read("content.json") == content)
            let wrong = try outsider.openssl(
                "cms", "-verify", "-binary", "-inform", "DER", "-in", "manifest.der", "-CAfile",
                "platform-authority.cert.pem", "-no-CApath", "-no-CAstore", "-purpose", "any", "-out", "content.json")
            #expect(wrong.status != 0)
        }
    }
}
