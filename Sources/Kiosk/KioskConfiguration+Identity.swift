internal import Glibc
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import Synchronization

/// Who this kiosk is towards the cloud: its key, wherever it lies, and its certificate.
extension KioskConfiguration {
    /// The certificate that is installed.
    func installedCertificate() throws(StartError) -> Certificate {
        try certificates("cloud.certificate", cloud.certificate)[0]
    }

    /// The device's key: the numbers themselves, or a way to have the device sign.
    func deviceKey() throws(StartError) -> PrivateKey {
        switch cloud.keyLocation {
        case .file(let path):
            let bytes = try secret("cloud.key", path)
            guard let key = try? PrivateKey(pem: bytes) else {
                throw StartError(
                    "\(place(of: "cloud.key")) holds no private key in PEM. `openssl pkey -in \(path) -noout` tells why."
                )
            }
            return key
        case .token(let token):
            let pin = try token.pin()
            guard let key = try? PrivateKey.inToken(uri: token.engineURI, module: token.module, pin: pin) else {
                throw StartError(
                    "\(place(of: "cloud.key")): the token '\(token.token)' gives no key '\(token.object)'. Is it "
                        + "plugged in, is libengine-pkcs11-openssl installed, is the PIN in \(token.pinFile) right? "
                        + "`kioskctl enrol request --make-key` makes a key that is not there.")
            }
            return key
        case .tpm(let path):
            let bytes = try secret("cloud.key", path).withBytes { Array($0) }
            guard let key = try? PrivateKey.inTPM(pem: bytes) else {
                throw StartError(
                    "\(place(of: "cloud.key")): this machine's TPM does not know the key in \(path). Is tpm2-openssl "
                        + "installed, may this user open /dev/tpmrm0, was the key made on this machine?")
            }
            return key
        }
    }

    /// Who this kiosk is towards the cloud.
    func identity() throws(StartError) -> CloudIdentity {
        let anchors = try certificates("cloud.trust-anchors", cloud.trustAnchors)
        let chain = try certificates("cloud.certificate", cloud.certificate)
        do {
            return try CloudIdentity(anchors: anchors, chain: chain, key: try deviceKey())
        } catch let error as StartError {
            throw error
        } catch let error as CloudIdentity.Unusable {
            throw StartError(unusable(error))
        } catch {
            throw StartError("\(error)")
        }
    }

    /// Tells of a certificate that was installed since it was last asked, once for each.
    func renewal() -> @Sendable () -> CloudIdentity? {
        let seen = Mutex(FileStamp(cloud.certificate))
        return {
            let stamp = FileStamp(cloud.certificate)
            let isNew = seen.withLock { seen in
                defer { seen = stamp }
                return seen != stamp
            }
            // One that is of no use leaves the kiosk with the one it has.
            return isNew ? try? identity() : nil
        }
    }

    private func unusable(_ reason: CloudIdentity.Unusable) -> String {
        switch reason {
        case .noAnchor, .badAnchor:
            "\(place(of: "cloud.trust-anchors")) must hold authorities' own, self-signed certificates, and "
                + "\(cloud.trustAnchors) holds another."
        case .noCertificate: "\(place(of: "cloud.certificate")) holds no certificate."
        case .keyMismatch:
            "\(place(of: "cloud.key")) is not the key of the first certificate in \(cloud.certificate). "
                + "Bring both from the same enrolment."
        case .noKioskID:
            "\(place(of: "cloud.certificate")) bears no kiosk's name: the common name of the first certificate in "
                + "\(cloud.certificate) must have 1 to 64 letters, digits and hyphens."
        }
    }
}

/// By what a file that was replaced is told from the one before.
private struct FileStamp: Equatable {
    private var inode: UInt = 0
    private var seconds = 0
    private var nanoseconds = 0

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        inode = status.st_ino
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
