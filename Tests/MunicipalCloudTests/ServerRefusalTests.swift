import ChildProcesses
import Glibc
import Issuance
import OpenSSL
import SimulatedAuthority
import Testing

@testable import MunicipalCloud

/// What the kiosk thinks of servers, against OpenSSL's own, which knows nothing of us.
@Suite("Cloud servers good and bad, by another's hand", .timeLimit(.minutes(5)))
struct ServerRefusalTests {
    /// The platform's authority, a kiosk, and good server certificates. By the system's clock, as TLS is.
    private struct Platform {
        let now = Int64(time(nil))
        let authority: Authority
        let kiosk: Credential

        init() throws {
            authority = try Authority(
                root: .authority([("CN", "Platform")], now: now), key: KeyCache.key(.p256, "refusal-platform"))
            kiosk = try authority.issue(
                .endEntity(
                    [("CN", "kiosk-1")], now: now, keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth"),
                key: KeyCache.key(.p256, "refusal-kiosk"))
        }

        var template: CertificateTemplate {
            .endEntity(
                [("CN", "cloud")], now: now, keyUsage: "digitalSignature", extendedKeyUsage: "serverAuth",
                more: [.init("subjectAltName", "DNS:localhost")])
        }

        func server(_ template: CertificateTemplate? = nil, by issuer: Authority? = nil) throws -> Credential {
            try (issuer ?? authority).issue(template ?? self.template, key: KeyCache.key(.p256, "refusal-server"))
        }

        /// What the authority says of a server's certificate.
        func staple(
            _ server: Credential, _ status: OCSPResponder.Status = .good, by signer: Authority? = nil,
            age: Int64 = 0
        ) throws -> [UInt8] {
            let responder = OCSPResponder(
                issuer: authority.certificate, signer: (signer ?? authority).credential)
            responder.set(status, for: server.certificate)
            let question = try OCSPRequest(
                certificate: server.certificate, issuer: authority.certificate, nonce: nil
            ).der
            return responder.answer(question, at: now - age)
        }

        func client(_ server: OpenSSLServer) throws -> CloudClient {
            try CloudClient(
                CloudClient.Configuration(
                    url: "https://localhost:\(server.port)",
                    identity: CloudIdentity(
                        anchors: [authority.certificate], chain: [kiosk.certificate], key: kiosk.privateKey)))
        }
    }

    private let platform: Platform

    init() throws { platform = try Platform() }

    /// Why the client asks this server nothing.
    private func refusal(_ client: CloudClient) async -> CloudError? {
        do throws(CloudError) {
            _ = try await client.service()
            return nil
        } catch {
            return error
        }
    }

    private func refusal(
        of credential: Credential, staple: [UInt8]?, asksForCertificate: Bool = true, _ arguments: String...
    ) async throws -> CloudError? {
        let server = try await OpenSSLServer(
            credential, kiosks: asksForCertificate ? platform.authority.certificate : nil, staple: staple, arguments)
        return await refusal(try platform.client(server))
    }

    /// What the outsider's server says to a question that it got: a page, which is no answer of the contract's.
    private static let wasAsked = CloudError(.failed(.malformed), .mediaType)

    private static func untrusted(_ fault: ServerFault) -> CloudError {
        CloudError(.failed(.untrusted), .server(fault))
    }

    @Test("a good server is asked, over TLS 1.2 and 1.3, and over nothing that keeps no secrets for ever")
    func good() async throws {
        let server = try platform.server()
        let staple = try platform.staple(server)
        #expect(try await refusal(of: server, staple: staple) == Self.wasAsked)
        #expect(try await refusal(of: server, staple: staple, "-tls1_2") == Self.wasAsked)
        #expect(try await refusal(of: server, staple: staple, "-tls1_3") == Self.wasAsked)
        // TLS 1.2 without forward secrecy: handshake_failure (40).
        let rsa = try platform.authority.issue(
            platform.template.with("keyUsage", "critical,digitalSignature,keyEncipherment"),
            key: KeyCache.key(.rsa(bits: 2_048), "refusal-rsa"))
        #expect(try await refusal(of: rsa, staple: try platform.staple(rsa), "-tls1_2") == Self.wasAsked)
        #expect(
            try await refusal(of: rsa, staple: try platform.staple(rsa), "-tls1_2", "-cipher", "AES128-GCM-SHA256")
                == CloudError(.failed(.untrusted), .alert(40)))
    }

    @Test("a certificate that is expired, not yet valid, of another name, of a stranger, or its own gets no question")
    func certificates() async throws {
        var expired = platform.template
        expired.notAfter = platform.now - 60
        var early = platform.template
        early.notBefore = platform.now + 86_400
        let stranger = try Authority.unrelated(now: platform.now, key: KeyCache.key(.p256, "refusal-stranger"))
        let alone = try Authority(
            root: platform.template.without("authorityKeyIdentifier"), key: KeyCache.key(.p256, "refusal-alone"))
        let cases: [(Credential, ServerFault)] = [
            (try platform.server(expired), .expired), (try platform.server(early), .notYetValid),
            (try platform.server(platform.template.with("subjectAltName", "DNS:cloud.example")), .wrongName),
            (try platform.server(by: stranger), .unknownAuthority), (alone.credential, .selfSigned),
        ]
        for (server, fault) in cases {
            let error = try await refusal(of: server, staple: try platform.staple(server))
            #expect(error == Self.untrusted(fault))
        }
    }

    @Test("keys and signatures below the floor, and TLS before 1.2")
    func weak() async throws {
        let short = try platform.authority.issue(
            platform.template, key: KeyCache.key(.rsa(bits: 1_024), "refusal-short"))
        var old = platform.template
        old.digest = .sha1
        let permissive = ["-cipher", "DEFAULT@SECLEVEL=0"]
        for server in [short, try platform.server(old)] {
            let error = try await refusal(
                of: server, staple: try platform.staple(server), permissive[0], permissive[1])
            #expect(error == Self.untrusted(.weakAlgorithm))
        }
        let good = try platform.server()
        let staple = try platform.staple(good)
        for version in ["-tls1", "-tls1_1"] {
            let error = try await refusal(of: good, staple: staple, version, permissive[0], permissive[1])
            #expect(error == Self.untrusted(.oldProtocol), "\(version)")
        }
    }

    @Test("a server must staple that it is not revoked: nothing, the past, a stranger's word and nonsense are no")
    func status() async throws {
        let server = try platform.server()
        let other = try platform.server(platform.template.with("subjectAltName", "DNS:localhost,DNS:other"))
        let stranger = try Authority.unrelated(now: platform.now, key: KeyCache.key(.p256, "refusal-stranger"))
        for version in ["-tls1_2", "-tls1_3"] {
            let cases: [([UInt8]?, ServerFault)] = [
                (nil, .statusMissing),
                (try platform.staple(server, .revoked(.keyCompromise, at: platform.now - 60)), .revoked),
                (try platform.staple(server, age: 86_400), .statusUnknown),
                (try platform.staple(server, by: stranger), .statusUnknown),
                (try platform.staple(other), .statusUnknown), (OCSPResponder.failure(3), .statusUnknown),
            ]
            for (staple, fault) in cases {
                let error = try await refusal(of: server, staple: staple, version)
                #expect(error == Self.untrusted(fault), "\(version)")
            }
        }
    }

    @Test("a server that asks for no certificate gets no question, at the second try neither")
    func noRequest() async throws {
        let server = try platform.server()
        for version in ["-tls1_2", "-tls1_3"] {
            let listener = try await OpenSSLServer(
                server, kiosks: nil, staple: try platform.staple(server), [version])
            let client = try platform.client(listener)
            for _ in 0..<2 {
                #expect(await refusal(client) == CloudError(.failed(.untrusted), .noCertificateRequest))
            }
        }
    }

    @Test("the next connection resumes the session, without certificates, and a client of its own does not")
    func resumption() async throws {
        let server = try platform.server()
        for version in ["-tls1_2", "-tls1_3"] {
            let listener = try await OpenSSLServer(
                server, kiosks: platform.authority.certificate, staple: try platform.staple(server), [version])
            let client = try platform.client(listener)
            // The server closes each connection after its page.
            for _ in 0..<3 { #expect(await refusal(client) == Self.wasAsked) }
            func handshakes(_ message: String) -> Int {
                listener.log.split(separator: "\n").count { $0.hasPrefix(">>>") && $0.hasSuffix(" \(message)") }
            }
            #expect(handshakes("ServerHello") == 3, "\(version)")
            #expect(handshakes("Certificate") == 1, "\(version)")
            #expect(await refusal(try platform.client(listener)) == Self.wasAsked)
            #expect(handshakes("Certificate") == 2, "\(version)")
        }
    }

    @Test("a server that wants to begin the handshake anew is told no, and another certificate is not looked at")
    func renegotiation() async throws {
        let server = try platform.server()
        let listener = try await OpenSSLServer(
            server, kiosks: platform.authority.certificate, staple: try platform.staple(server), answers: false,
            ["-tls1_2"])
        let client = try platform.client(listener)
        let call = Task { await refusal(client) }
        // The question has arrived, and the answer is a request for a new handshake.
        while !listener.log.contains("\nGET /") { try await Task.sleep(for: .milliseconds(5)) }
        listener.type("r")
        // RFC 5246 §7.2.2: no_renegotiation, a warning.
        while !listener.log.contains("no_renegotiation") { try await Task.sleep(for: .milliseconds(5)) }
        call.cancel()
        _ = await call.value
        let received = listener.log.split(separator: "\n").filter { $0.hasPrefix("<<<") }
        #expect(received.count { $0.hasSuffix(" ClientHello") } == 1)
    }
}
