import ChildProcesses
import FoundationEssentials
import Glibc
import LockedMemory
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import Testing

@Suite("openssl s_client as the listener's judge")
struct OutsideJudgeTests {
    private func openssl(_ scene: Scene, _ arguments: [String], withCertificate: Bool = true) async throws -> String {
        try await Outside.askOpenSSL(
            scene, "GET /v1/service HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", arguments,
            withCertificate: withCertificate)
    }

    @Test("TLS 1.2 and 1.3 with the kiosk's certificate are served", arguments: ["-tls1_2", "-tls1_3"])
    func served(version: String) async throws {
        try await Scene.play { scene in
            let said = try await openssl(scene, [version])
            #expect(said.contains("Verify return code: 0 (ok)"))
            #expect(said.contains("HTTP/1.1 200 OK"))
            #expect(said.contains(version == "-tls1_2" ? "TLSv1.2" : "TLSv1.3"))
        }
    }

    @Test("older versions are not", arguments: ["-tls1_1", "-tls1"])
    func oldVersions(version: String) async throws {
        try await Scene.play { scene in
            // Security level 0 lets the judge itself try.
            let said = try await openssl(scene, [version, "-cipher", "ALL:@SECLEVEL=0"])
            #expect(!said.contains("HTTP/1.1"))
            #expect(said.contains("alert protocol version"))
        }
    }

    @Test("without a certificate nobody is served", arguments: ["-tls1_2", "-tls1_3"])
    func withoutCertificate(version: String) async throws {
        try await Scene.play { scene in
            let said = try await openssl(scene, [version], withCertificate: false)
            #expect(!said.contains("HTTP/1.1"))
            #expect(said.contains("certificate required") || said.contains("handshake failure"))
        }
    }
}

/// Programs of others.
enum Outside {
    /// What `openssl s_client` prints of a handshake with the cloud, and what it got for one request, until the cloud
    /// closed the connection.
    static func askOpenSSL(
        _ scene: Scene, _ request: String, _ arguments: [String] = [], withCertificate: Bool = true
    ) async throws -> String {
        let folder = try TemporaryFolder()
        let credential = try scene.cloud.world.kioskCredential(id: Scene.kiosk)
        try folder.write(Array(try scene.cloud.world.platformAuthority().certificate.pem.utf8), "ca.pem")
        try folder.write(Array(credential.certificate.pem.utf8), "kiosk.pem")
        try folder.write(try credential.privateKey.pem().withBytes { Array($0) }, "kiosk.key")
        try folder.write(Array(request.utf8), "request")
        var all = [
            "s_client", "-connect", scene.cloud.url.replacing("https://", with: ""), "-CAfile",
            folder.path("ca.pem"),
            "-verify_return_error", "-verify_hostname", "localhost", "-no-CApath", "-no-CAstore", "-ign_eof",
        ]
        if withCertificate { all += ["-cert", folder.path("kiosk.pem"), "-key", folder.path("kiosk.key")] }
        // On a thread of its own: waiting on a Swift task's would keep the cloud that is asked from answering.
        return try await ChildProcess.runAside(
            "/usr/bin/openssl", all + arguments, input: folder.path("request"), within: .seconds(20),
            atMost: 1 << 20
        ).text
    }

    /// A PDF's text, as poppler reads it.
    static func text(of path: String) async throws -> String {
        try await ChildProcess.runAside("/usr/bin/pdftotext", ["-raw", path, "-"], atMost: 1 << 20).text
    }
}

/// A folder that goes when the test does.
final class TemporaryFolder: Sendable {
    private let root: String

    init() throws {
        var template = Array("/tmp/madoguchi-cloud-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func path(_ name: String) -> String { root + "/" + name }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: path(name)))
    }
}
