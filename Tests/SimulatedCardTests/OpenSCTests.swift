import ChildProcesses
import JukiCard
import OpenSSL
import SimulatedCard
import SmartCard
import TestSupport
import Testing

extension RealParts {
    /// OpenSC, which knows the real cards, judges the simulated one through a real pcscd.
    struct OpenSCTests {
        /// A daemon, a card in it, and a folder for what the tools write.
        private struct Bench {
            let daemon: PCSCDaemon
            let card: SimulatedCard
            let inserted: VirtualReaderConnection
            let folder: TemporaryFolder

            init(_ model: CardModel) async throws {
                daemon = try await PCSCDaemon.start(for: .childProcesses)
                card = try TestCredential.card(model, withSignature: model == .myNumber)
                inserted = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
                folder = try TemporaryFolder()
                try #require(inserted.waitUntilReady(within: .seconds(5)))
            }

            func tool(_ name: String, _ arguments: String..., status: Int32 = 0) throws -> String {
                let environment = daemon.environment.merging(["HOME": "/nonexistent"]) { $1 }
                let result = try ChildProcess.run("/usr/bin/" + name, arguments, environment: environment)
                #expect(result.status == status, "\(name) says: \(result.text)")
                return result.text
            }
        }

        @Test(
            "OpenSC names the card, lists what is on it, logs in and signs, and openssl verifies",
            arguments: CardModel.allCases)
        func judge(model: CardModel) async throws {
            let bench = try await Bench(model)
            defer { bench.daemon.stop() }
            try names(model, bench)
            try lists(model, bench)
            for mechanism in ["RSA-PKCS", "SHA256-RSA-PKCS"] { try signs(mechanism, model, bench) }
            try refusesWrongPIN(bench)
        }

        private func names(_ model: CardModel, _ bench: Bench) throws {
            #expect(try bench.tool("opensc-tool", "-n").contains("jpki"))
            let reset = hex(model.answerToReset).lowercased()
            #expect(try bench.tool("opensc-tool", "-a").filter { $0.isHexDigit }.hasSuffix(reset))
        }

        private func lists(_ model: CardModel, _ bench: Bench) throws {
            let list = try bench.tool("pkcs15-tool", "--list-pins", "--list-keys", "--list-certificates")
            for line in [
                "PIN [User Authentication PIN]", "Tries left     : 3", "Tries left     : \(model == .myNumber ? 5 : 0)",
                "Private RSA Key [User Authentication Key]", "X.509 Certificate [User Authentication Certificate]",
                "X.509 Certificate [User Authentication Certificate CA]",
            ] {
                #expect(list.contains(line), "\(line) is missing in: \(list)")
            }
            // What it reads is what the card holds, and reading spends no try.
            let file = bench.folder.path + "/certificate"
            _ = try bench.tool("pkcs15-tool", "--read-certificate", "01", "--output", file)
            let read = try Certificate.list(pem: bench.folder.bytes(of: "certificate"))
            #expect(read.map(\.der) == [bench.card.authenticationCertificate])
            #expect(bench.card.pinTriesLeft == 3)
        }

        private func signs(_ mechanism: String, _ model: CardModel, _ bench: Bench) throws {
            let message = Array("a challenge".utf8)
            let digestInfo = try #require(DigestInfo.sha256(Digest.sha256(message)))
            // The plain mechanism signs a DigestInfo that is complete; the other makes it.
            let input = try bench.folder.write(mechanism == "RSA-PKCS" ? digestInfo : message, to: "input")
            let signature = bench.folder.path + "/signature"
            let before = bench.card.transmissions
            _ = try bench.tool(
                "pkcs11-tool", "--login", "--pin", TestCredential.pin, "--sign", "--id", "01", "--mechanism", mechanism,
                "--input-file", input, "--output-file", signature)
            let after = bench.card.transmissions
            #expect(bench.card.pinTriesLeft == 3)
            // What it needs for what takes this firmware 10 commands.
            #expect(after.commands - before.commands > 40)
            print(
                "pkcs11-tool \(mechanism), \(model) card: \(after.commands - before.commands) commands,",
                "\(after.bytesSent - before.bytesSent) bytes sent, \(after.bytesReceived - before.bytesReceived) received"
            )

            let certificate = try bench.folder.write(bench.card.authenticationCertificate, to: "certificate")
            let text = try bench.folder.write(message, to: "message")
            let key = bench.folder.path + "/key"
            _ = try bench.tool(
                "openssl", "x509", "-inform", "DER", "-in", certificate, "-noout", "-pubkey", "-out", key)
            let verdict = try bench.tool("openssl", "dgst", "-sha256", "-verify", key, "-signature", signature, text)
            #expect(verdict.contains("Verified OK"))
        }

        private func refusesWrongPIN(_ bench: Bench) throws {
            let input = try bench.folder.write([1], to: "input")
            let output = try bench.tool(
                "pkcs11-tool", "--login", "--pin", "9999", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--input-file",
                input, status: 1)
            #expect(output.contains("CKR_PIN_INCORRECT"))
            #expect(bench.card.pinTriesLeft == 2)
        }
    }
}
