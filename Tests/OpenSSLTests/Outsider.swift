import ChildProcesses
import Foundation

/// The `openssl` command as a judge from outside: it made none of our code and shares none of our mistakes
/// in calling the library.
struct Outsider {
    /// A folder of its own, removed by `with`.
    let folder: String

    struct NoFolder: Error {}

    static func with<Result>(_ body: (Outsider) throws -> Result) throws -> Result {
        var template = Array(NSTemporaryDirectory().appending("madoguchi-openssl-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw NoFolder() }
        let folder = String(cString: made)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(Outsider(folder: folder))
    }

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// Runs `openssl` with these arguments in the folder.
    @discardableResult
    func openssl(_ arguments: String...) throws -> ChildProcess.Outcome {
        try ChildProcess.run("/usr/bin/openssl", arguments, in: folder, keepsErrors: false)
    }

    /// A self-signed P-256 certificate ("cert.pem", "key.pem") made by the outsider.
    func makeSelfSigned(subject: String = "/C=JP/O=窓口/CN=試験 機関") throws {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8",
            "-subj", subject, "-days", "30", "-keyout", "key.pem", "-out", "cert.pem", "-set_serial", "0x00ff10",
            "-addext", "keyUsage=critical,digitalSignature,keyCertSign",
            "-addext", "extendedKeyUsage=clientAuth,OCSPSigning",
            "-addext", "certificatePolicies=1.2.392.200149.8.5.1.3.30",
            "-addext", "authorityInfoAccess=OCSP;URI:http://127.0.0.1:2560/ocsp",
            "-addext", "crlDistributionPoints=URI:http://127.0.0.1/list.crl")
    }
}
