import ChildProcesses
import Foundation
import LockedMemory
import OpenSSL
import SimulatedCard
import TestSupport

/// One key and one self-signed certificate for all tests: making an RSA key takes a while.
enum TestCredential {
    static let pin = "1234"
    static let authentication = make(name: "simulated resident", pin: pin)
    static let signature = make(name: "simulated signer", pin: "ABC123")

    private static func make(name: String, pin: String) -> Result<SimulatedCard.Credential, any Error> {
        Result {
            let folder = try TemporaryFolder()
            let (key, certificate) = (folder.path + "/key", folder.path + "/certificate")
            _ = try ChildProcess.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=" + name,
                    "-keyout", key, "-out", certificate,
                ])
            let der = try Certificate.list(pem: folder.bytes(of: "certificate"))[0].der
            return SimulatedCard.Credential(
                key: try PrivateKey(pem: LockedBytes(copying: folder.bytes(of: "key"))), certificate: der,
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
