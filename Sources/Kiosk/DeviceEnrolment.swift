internal import Glibc
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL

/// How this machine comes by its certificate, and by the next one: the key is made where it will stay, a request goes to
/// the authority, the certificate comes back. The key stays when the certificate is renewed, and the daemon takes the
/// new certificate up by itself.
public struct DeviceEnrolment: Sendable {
    private let configuration: KioskConfiguration

    /// The time before its end at which a certificate should be renewed: a month's post, holidays and a second try.
    public static let renewalTime: Int64 = 30 * 86_400

    /// Reads the configuration's `cloud` alone.
    public init(_ configuration: KioskConfiguration) { self.configuration = configuration }

    /// A request for a certificate, in PEM (PKCS #10). Makes the key where there is none.
    ///
    /// - Parameters:
    ///   - kioskID: nil for the installed certificate's.
    ///   - store: where the kiosk stands, the subject's locality; nil for the installed certificate's, if it has one.
    ///   - makesKeyInToken: whether a token that lacks the key shall make it. A token counts wrong PINs: it is not
    ///     tried without being told to.
    public func request(
        kioskID: String?, store: String? = nil, makesKeyInToken: Bool = false
    ) throws(StartError) -> [UInt8] {
        let installed = try? configuration.installedCertificate()
        guard let id = kioskID ?? installed?.commonName else {
            throw StartError("no certificate is installed that tells this kiosk's name: give it with --kiosk-id.")
        }
        guard CloudIdentity.isKioskID(id) else {
            throw StartError("'\(id)' is no kiosk's name: 1 to 64 letters, digits and hyphens.")
        }
        let key = try keyOrNew(makesKeyInToken)
        let place = (store ?? installed?.locality).map { [(attribute: "L", value: $0)] } ?? []
        do {
            return try CertificateRequest.pem(subject: [("OU", "kiosk")] + place + [("CN", id)], key: key)
        } catch {
            throw StartError("the key in \(configuration.place(of: "cloud.key")) signs nothing: \(error)")
        }
    }

    /// Takes a certificate back, in place of an earlier one: wholly or, where anything about it is wrong, not at all.
    ///
    /// - Parameters:
    ///   - pem: the certificate, then its authority's.
    ///   - seconds: now, since 1970 UTC.
    public func install(_ pem: [UInt8], at seconds: Int64) throws(StartError) {
        guard let chain = try? Certificate.list(pem: pem), let new = chain.first else {
            throw StartError("the file holds no certificate in PEM.")
        }
        let key = try configuration.deviceKey()
        guard key.belongs(to: new) else {
            throw StartError(
                "this certificate is of another key than \(configuration.place(of: "cloud.key")): "
                    + "it answers another request.")
        }
        guard let id = new.commonName, CloudIdentity.isKioskID(id) else {
            throw StartError("the certificate bears no kiosk's name: 1 to 64 letters, digits and hyphens.")
        }
        guard new.notBefore <= seconds, seconds < new.notAfter else {
            throw StartError("the certificate is not valid now. Is the clock right?")
        }
        if let old = try? configuration.installedCertificate() {
            guard old.commonName == id else {
                throw StartError("the certificate is of another kiosk, '\(id)'.")
            }
            guard new.notAfter >= old.notAfter else {
                throw StartError("the certificate that is installed is valid for longer than this one.")
            }
        }
        try Self.write(Array(chain.map(\.pem).joined().utf8), to: configuration.cloud.certificate, mode: 0o644)
    }

    /// Until when the installed certificate is valid, in seconds since 1970 UTC.
    public func validUntil() throws(StartError) -> Int64 { try configuration.installedCertificate().notAfter }

    private func keyOrNew(_ makesKeyInToken: Bool) throws(StartError) -> PrivateKey {
        switch configuration.cloud.keyLocation {
        case .file(let path) where access(path, F_OK) != 0:
            return try made(path) { () throws(OpenSSLError) in
                let key = try PrivateKey.p256()
                return (key, try key.pem().withBytes { Array($0) })
            }
        case .tpm(let path) where access(path, F_OK) != 0:
            return try made(path) { () throws(OpenSSLError) in try PrivateKey.makeInTPM() }
        case .token(let token) where makesKeyInToken: try TokenTool.makeKey(in: token)
        case .file, .tpm, .token: break
        }
        return try configuration.deviceKey()
    }

    private func made(
        _ path: String, _ make: () throws(OpenSSLError) -> (key: PrivateKey, pem: [UInt8])
    ) throws(StartError) -> PrivateKey {
        do {
            let made = try make()
            try Self.write(made.pem, to: path, mode: 0o600)
            return made.key
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError(
                "no key could be made for \(configuration.place(of: "cloud.key")): \(error). "
                    + "For a TPM, `ls -l /dev/tpmrm0` shows whether there is one and who may use it.")
        }
    }

    /// A file that is whole or the one before, after a power cut too.
    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(StartError) {
        let new = path + ".new"
        func failed() -> StartError { StartError("\(path) cannot be written: \(String(cString: strerror(errno))).") }
        unlink(new)
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw failed() }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(new, path) == 0 else {
            let error = failed()
            unlink(new)
            throw error
        }
        let slash = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let folder = open(slash, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failed() }
        fsync(folder)
        close(folder)
    }
}
