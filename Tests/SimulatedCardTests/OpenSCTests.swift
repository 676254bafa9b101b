import JukiCard
import OpenSSL
import SimulatedCard
import SmartCard
import Testing

extension RealParts {
    /// OpenSC, which knows the real cards, judges the simulated one through a real pcscd.
    @Suite(.serialized)
    struct OpenSCTests {
        /// A daemon, a card in it, and a folder for what the tools write.
        private struct Bench {
            let daemon: PCSCDaemon
            let card: SimulatedCard
            let inserted: VirtualReaderConnection
            let folder: TestFolder

            init(_ model: CardModel) async throws {
                daemon = try await PCSCDaemon.start(for: .childProcesses)
                card = try TestCredential.card(model, withSignature: model == .myNumber)
                inserted = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
                folder = try TestFolder()
                try #require(inserted.waitUntilPowered(within: .seconds(5)))
            }

            func tool(_ name: String, _ arguments: String...) throws -> String {
                let result = try run("/usr/bin/" + name, arguments, environment: daemon.environment)
                #expect(result.status == 0, "\(name) says: \(result.output)")
                return result.output
            }
        }

        @Test("opensc-tool names the card", arguments: CardModel.allCases)
        func names(model: CardModel) async throws {
            let bench = try await Bench(model)
            defer { bench.daemon.stop() }
            #expect(try bench.tool("opensc-tool", "-n").contains("jpki"))
            let reset = hex(model.answerToReset).lowercased()
            #expect(try bench.tool("opensc-tool", "-a").filter { $0.isHexDigit }.hasSuffix(reset))
        }

        @Test("pkcs15-tool lists PINs with their tries, keys and certificates", arguments: CardModel.allCases)
        func lists(model: CardModel) async throws {
            let bench = try await Bench(model)
            defer { bench.daemon.stop() }
            let pins = try bench.tool("pkcs15-tool", "--list-pins")
            #expect(pins.contains("PIN [User Authentication PIN]"))
            #expect(pins.contains("Tries left     : 3"))
            #expect(pins.contains("Tries left     : \(model == .myNumber ? 5 : 0)"))
            #expect(try bench.tool("pkcs15-tool", "--list-keys").contains("Private RSA Key [User Authentication Key]"))
            let certificates = try bench.tool("pkcs15-tool", "--list-certificates")
            #expect(certificates.contains("X.509 Certificate [User Authentication Certificate]"))
            #expect(certificates.contains("X.509 Certificate [User Authentication Certificate CA]"))

            // What it reads is what the card holds, and reading spends no try.
            let file = bench.folder.path + "/certificate"
            _ = try bench.tool("pkcs15-tool", "--read-certificate", "01", "--output", file)
            let read = try Certificate.list(pem: bench.folder.read("certificate"))
            #expect(read.map(\.der) == [bench.card.authenticationCertificate])
            #expect(bench.card.pinTriesLeft == 3)
        }

        @Test(
            "pkcs11-tool logs in and signs, and openssl verifies it with the certificate's key",
            arguments: CardModel.allCases, ["RSA-PKCS", "SHA256-RSA-PKCS"])
        func signs(model: CardModel, mechanism: String) async throws {
            let bench = try await Bench(model)
            defer { bench.daemon.stop() }
            let message = Array("a challenge".utf8)
            let digestInfo = try #require(DigestInfo.sha256(Digest.sha256(message)))
            // The plain mechanism signs a DigestInfo that is complete; the other makes it.
            let input = try bench.folder.write(mechanism == "RSA-PKCS" ? digestInfo : message, as: "input")
            let signature = bench.folder.path + "/signature"
            _ = try bench.tool(
                "pkcs11-tool", "--login", "--pin", TestCredential.pin, "--sign", "--id", "01", "--mechanism", mechanism,
                "--input-file", input, "--output-file", signature)
            #expect(bench.card.pinTriesLeft == 3)
            print("pkcs11-tool \(mechanism), \(model) card: \(bench.card.transmissions.commands) commands")

            let certificate = try bench.folder.write(bench.card.authenticationCertificate, as: "certificate")
            let text = try bench.folder.write(message, as: "message")
            let key = bench.folder.path + "/key"
            _ = try bench.tool(
                "openssl", "x509", "-inform", "DER", "-in", certificate, "-noout", "-pubkey", "-out", key)
            let verdict = try bench.tool("openssl", "dgst", "-sha256", "-verify", key, "-signature", signature, text)
            #expect(verdict.contains("Verified OK"))
        }

        @Test("A wrong PIN costs one try, and pkcs11-tool says so")
        func wrongPIN() async throws {
            let bench = try await Bench(.myNumber)
            defer { bench.daemon.stop() }
            let input = try bench.folder.write([1], as: "input")
            let result = try run(
                "/usr/bin/pkcs11-tool",
                ["--login", "--pin", "9999", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--input-file", input],
                environment: bench.daemon.environment)
            #expect(result.status != 0)
            #expect(result.output.contains("CKR_PIN_INCORRECT"))
            #expect(bench.card.pinTriesLeft == 2)
        }
    }
}
