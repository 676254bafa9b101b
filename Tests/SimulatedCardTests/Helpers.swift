import ChildProcesses
import Foundation
import LockedMemory
import OpenSSL
import SimulatedCard

/// A folder of the test's own, removed with it.
final class TestFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/madoguchi-card-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], as name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }
}

/// One key and one self-signed certificate for all tests: making an RSA key takes a while.
enum TestCredential {
    static let pin = "1234"
    static let authentication = make(name: "simulated resident", pin: pin)
    static let signature = make(name: "simulated signer", pin: "ABC123")

    private static func make(name: String, pin: String) -> Result<SimulatedCard.Credential, any Error> {
        Result {
            let folder = try TestFolder()
            let (key, certificate) = (folder.path + "/key", folder.path + "/certificate")
            _ = try ChildProcess.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=" + name,
                    "-keyout", key, "-out", certificate,
                ])
            let der = try Certificate.list(pem: folder.read("certificate"))[0].der
            return SimulatedCard.Credential(
                key: try PrivateKey(pem: LockedBytes(copying: folder.read("key"))), certificate: der,
                authorityCertificate: der, pin: pin)
        }
    }

    static func card(
        _ model: CardModel = .myNumber, triesLeft: Int? = nil, withSignature: Bool = false,
        behaviour: SimulatedCard.Behaviour = .init()
    ) throws -> SimulatedCard {
        var credential = try authentication.get()
        credential.triesLeft = triesLeft
        return SimulatedCard(
            model: model, authentication: credential, signature: withSignature ? try signature.get() : nil,
            behaviour: behaviour)
    }
}
