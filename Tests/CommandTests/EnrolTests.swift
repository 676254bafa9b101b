import Foundation
import Glibc
import TestSupport
import Testing

/// `kioskctl enrol` and `kioskd` with the device's key in a file, a PKCS#11 token (SoftHSM2) and a TPM 2.0 (swtpm).
@Suite(.timeLimit(.minutes(10)))
struct EnrolTests {
    /// Where the key lies, and what must run for it.
    private enum Place: String, CaseIterable {
        case file, token, tpm
    }

    /// A kiosk whose certificate is not there yet.
    private struct Newcomer {
        let enrolled: Enrolled
        let environment: [String: String]
        /// The TPM's process.
        var tpm: RunningCommand?

        private static let pin = "47110815"

        init(_ place: Place) async throws {
            enrolled = try await Enrolled()
            let folder = enrolled.folder.path
            let key: String
            switch place {
            case .file:
                key = "new.key"
                environment = [:]
            case .token:
                try enrolled.folder.write(
                    "directories.tokendir = \(folder)/tokens\nobjectstore.backend = file\nlog.level = ERROR\n",
                    to: "softhsm2.conf")
                try FileManager.default.createDirectory(
                    atPath: folder + "/tokens", withIntermediateDirectories: false)
                try enrolled.folder.write(Self.pin + "\n", to: "token.pin")
                environment = ["SOFTHSM2_CONF": folder + "/softhsm2.conf"]
                let made = try await RunningCommand(
                    "/usr/bin/softhsm2-util",
                    ["--init-token", "--free", "--label", "Kiosk 1", "--pin", Self.pin, "--so-pin", "08154711"],
                    environment: environment
                ).result()
                #expect(made.status == 0, "\(made.complaint)")
                key =
                    "\"pkcs11:token=Kiosk%201;object=device?module-path=/usr/lib/softhsm/libsofthsm2.so"
                    + "&pin-source=file:\(folder)/token.pin\""
            case .tpm:
                key = "tpm2:new.tpm"
                try FileManager.default.createDirectory(atPath: folder + "/tpm", withIntermediateDirectories: false)
                // A device node would need a kernel module; the TPM's own protocol over a socket is the same.
                environment = ["TPM2OPENSSL_TCTI": "swtpm:path=\(folder)/tpm/sock"]
                tpm = try RunningCommand(
                    "/usr/bin/swtpm",
                    [
                        "socket", "--tpm2", "--tpmstate", "dir=\(folder)/tpm", "--server",
                        "type=unixio,path=\(folder)/tpm/sock", "--ctrl", "type=unixio,path=\(folder)/tpm/sock.ctrl",
                        "--flags", "not-need-init,startup-clear",
                    ])
                while access(folder + "/tpm/sock", F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
            }
            try enrolled.edit {
                $0.replacing("key: \(folder)/kiosk.key", with: "key: \(key)")
                    .replacing("certificate: \(folder)/kiosk.pem", with: "certificate: new.pem")
            }
        }

        func kioskctl(_ arguments: String...) async throws -> CommandResult {
            try await RunningCommand(
                "kioskctl", ["enrol"] + arguments + ["--config", enrolled.folder.path + "/kiosk.yaml"],
                environment: environment
            ).result()
        }

        /// What the platform's authority makes of a request, by OpenSSL's own hand.
        func certify(_ request: String, days: Int, to name: String) async throws -> String {
            let folder = enrolled.folder.path
            let authority = "\(folder)/authorities/platform-authority"
            try enrolled.folder.write(request, to: "request.csr")
            try enrolled.folder.write(
                "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n", to: "extensions")
            let made = try await Command.run(
                "/usr/bin/openssl", "x509", "-req", "-in", "\(folder)/request.csr", "-CA", "\(authority).cert.pem",
                "-CAkey", "\(authority).key.pem", "-days", "\(days)", "-extfile", "\(folder)/extensions", "-out",
                "\(folder)/\(name)")
            #expect(made.status == 0, "\(made.complaint)")
            return "\(folder)/\(name)"
        }

        func stop() async throws {
            tpm?.send(SIGTERM)
            try await enrolled.stop()
        }
    }

    @Test(
        "A key is made where one line says, certified, used by the daemon towards the cloud, and kept at its renewal",
        arguments: Place.allCases)
    private func life(_ place: Place) async throws {
        let newcomer = try await Newcomer(place)
        let folder = newcomer.enrolled.folder
        #expect(try await newcomer.kioskctl("status").status == 2)
        #expect(try await newcomer.kioskctl("request").complaint.contains("--kiosk-id"))

        var asked = try await newcomer.kioskctl("request", "--kiosk-id", "kiosk-0001")
        if place == .token {
            // A token is not tried without being told to.
            #expect(asked.status == 2 && asked.complaint.contains("--make-key"))
            asked = try await newcomer.kioskctl("request", "--kiosk-id", "kiosk-0001", "--make-key")
        }
        #expect(asked.status == 0, "\(asked.complaint)")
        try folder.write(asked.output, to: "judged.csr")
        let judged = try await Command.run(
            "/usr/bin/openssl", "req", "-in", folder.path + "/judged.csr", "-verify", "-noout", "-subject")
        #expect(judged.status == 0 && judged.output.contains("CN = kiosk-0001"), "\(judged.complaint)")
        if place != .token {
            let name = place == .file ? "new.key" : "new.tpm"
            #expect(folder.mode(of: name) == 0o600)
            let header = place == .file ? "-----BEGIN PRIVATE KEY" : "-----BEGIN TSS2 PRIVATE KEY"
            #expect(try folder.read(name).hasPrefix(header))
        }

        let short = try await newcomer.certify(asked.output, days: 10, to: "short.pem")
        let installed = try await newcomer.kioskctl("install", short)
        #expect(installed.status == 0, "\(installed.complaint)")
        #expect(try await newcomer.kioskctl("status").status == 1)

        let daemon = try newcomer.enrolled.daemon(newcomer.environment)
        // The cloud takes it for the kiosk that it is: nothing but the parts that are not there is in the way.
        _ = try await daemon.complaint { text in
            text.split(separator: "\n").contains { $0.contains("kiosk.out-of-service") && !$0.contains("cloud") }
        }

        // swtpm speaks with one program at a time; a machine's TPM has a resource manager in the kernel.
        if place == .tpm {
            daemon.send(SIGTERM)
            #expect(try await daemon.result().status == 0)
        }
        // In time, with the same key, while the daemon runs.
        let again = try await newcomer.kioskctl("request")
        #expect(again.status == 0 && again.output.hasPrefix("-----BEGIN CERTIFICATE REQUEST"), "\(again.complaint)")
        let long = try await newcomer.certify(again.output, days: 400, to: "long.pem")
        #expect(try await newcomer.kioskctl("install", long).status == 0)
        let status = try await newcomer.kioskctl("status")
        // Asked within the second of its making, or after it.
        #expect(status.status == 0 && ["valid for 399 days\n", "valid for 400 days\n"].contains(status.output))

        // One step back, another's, and nonsense: everything stays as it is.
        let before = try folder.read("new.pem")
        for (file, word) in [
            (short, "for longer"), (folder.path + "/kiosk.pem", "another key"), (folder.path + "/kiosk.yaml", "PEM"),
            (folder.path + "/nothing", "cannot be read"),
        ] {
            let refused = try await newcomer.kioskctl("install", file)
            #expect(refused.status == 2 && refused.complaint.contains(word), "\(refused.complaint)")
        }
        #expect(try folder.read("new.pem") == before)
        if place != .tpm {
            daemon.send(SIGTERM)
            #expect(try await daemon.result().status == 0)
        }
        try await newcomer.stop()
    }

    @Test("A line that is neither file, token nor TPM, or a token's with the PIN in it, is refused with its place")
    func badLines() async throws {
        let enrolled = try await Enrolled()
        let folder = enrolled.folder.path
        let good = try enrolled.folder.read("kiosk.yaml")
        for line in [
            "\"pkcs11:token=a;object=b\"", "\"pkcs11:token=a;object=b?pin-value=1234\"",
            "\"pkcs11:object=b?pin-source=file:/x\"", "\"pkcs11:token=a;object=b?pin-source=file:/x&slot=1\"",
        ] {
            try enrolled.folder.write(
                good.replacing("key: \(folder)/kiosk.key", with: "key: \(line)"), to: "kiosk.yaml")
            let refused = try await Command.run(
                "kioskctl", "enrol", "status", "--config", folder + "/kiosk.yaml")
            #expect(refused.status == 2 && refused.complaint.contains("'cloud.key'"), "\(refused.complaint)")
            #expect(refused.complaint.contains("pin-source"))
        }
        try await enrolled.stop()
    }
}
