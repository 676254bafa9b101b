internal import OpenSSL
internal import LockedMemory
internal import Synchronization

/// Every authority of the simulated world, with what they issued: the prefectures' certification
/// authorities and the residents' cards, the platform's authority with the cloud's server and the
/// kiosks, and the authority of the municipalities' seals.
///
/// With a folder it keeps all that between runs; without one it lives in memory. What is asked for is
/// made when it is first asked for, and made again when it is no longer what was asked for (another
/// address of the OCSP responder, a validity that ended).
///
/// The folder holds NAME.key.pem (mode 0600), NAME.cert.pem, and issued-SERIAL.txt: what the OCSP
/// responder knows of a certificate.
public final class AuthorityWorld: Sendable {
    /// The time that validity is counted from, in seconds since 1970 UTC.
    public let now: Int64
    /// Where residents' certificates say that the OCSP responder listens.
    public let ocspURL: String
    /// Whose authorities there are.
    public let prefectures: [Prefecture]

    let files: AuthorityFiles?
    let made = Mutex<[String: Credential]>([:])
    let responders = Mutex<[Issuer: OCSPResponder]>([:])
    let sealResponderMade = Mutex<OCSPResponder?>(nil)
    let operatorResponderMade = Mutex<OCSPResponder?>(nil)

    /// One key of one authority.
    struct Issuer: Hashable {
        var prefecture: Prefecture
        var generation: AuthorityGeneration
    }

    /// Opens a world.
    ///
    /// - Parameters:
    ///   - directory: where it is kept; made if it does not exist. nil: in memory.
    ///   - now: the time that validity is counted from, in seconds since 1970 UTC.
    ///   - ocspURL: where residents' certificates say that the OCSP responder listens.
    ///   - prefectures: whose authorities there are.
    public init(
        directory: String? = nil, now: Int64, ocspURL: String = "http://127.0.0.1:2560/ocsp",
        prefectures: [Prefecture] = Prefecture.pioneers
    ) throws(AuthorityError) {
        self.now = now
        self.ocspURL = ocspURL
        self.prefectures = prefectures
        if let directory { files = try AuthorityFiles(directory) } else { files = nil }
    }

    /// How a credential is made if it is not there.
    struct Recipe {
        /// Its file's name, without the ending.
        var name: String
        /// Whose key it is in the process's cache; nil: the name's. Certificates may share a key.
        var keyLabel: String?
        var kind: KeyCache.Kind
        var template: CertificateTemplate
        /// nil: signs itself.
        var issuer: Authority?
    }

    /// The credential of this recipe: from memory, from the folder, or new.
    func credential(_ recipe: Recipe) throws(AuthorityError) -> Credential {
        let name = try AuthorityFiles.checked(recipe.name)
        if let known = made.withLock({ $0[name] }) { return known }
        let credential: Credential
        if let files {
            credential = try files.locked { () throws(AuthorityError) in try load(recipe, from: files) }
        } else {
            credential = try issue(recipe, key: try KeyCache.key(recipe.kind, recipe.keyLabel ?? name))
        }
        return made.withLock { made in
            if let known = made[name] { return known }
            made[name] = credential
            return credential
        }
    }

    private func load(_ recipe: Recipe, from files: AuthorityFiles) throws(AuthorityError) -> Credential {
        let keyFile = recipe.name + ".key.pem"
        let certificateFile = recipe.name + ".cert.pem"
        let key: PrivateKey
        if let pem = try files.read(keyFile), let known = try? PrivateKey(pem: pem) {
            key = known
        } else {
            // From the process's cache too: the key of a world is a secret of nobody's.
            key = try KeyCache.key(recipe.kind, recipe.keyLabel ?? recipe.name)
            let pem = try AuthorityError.openSSL { () throws(OpenSSLError) in try key.pem() }
            try files.write(pem, to: keyFile, mode: 0o600)
        }
        if let pem = try files.read(certificateFile),
            let certificate = try? Certificate(pem: pem.withBytes { Array($0) }),
            isCurrent(certificate, recipe, key)
        {
            return Credential(
                certificate: certificate, privateKey: key, authority: recipe.issuer?.certificate ?? certificate)
        }
        let credential = try issue(recipe, key: key)
        try files.write(credential.certificate.pem, to: certificateFile)
        return credential
    }

    private func issue(_ recipe: Recipe, key: PrivateKey) throws(AuthorityError) -> Credential {
        if let issuer = recipe.issuer { return try issuer.issue(recipe.template, key: key) }
        return try Authority(root: recipe.template, key: key).credential
    }

    // Whether a certificate from an earlier run is what would be issued now, but for its dates. Those
    // must lie on the same side of now, with thirty days to spare.
    private func isCurrent(_ certificate: Certificate, _ recipe: Recipe, _ key: PrivateKey) -> Bool {
        let template = recipe.template
        let spare = 30 * CertificateTemplate.day
        let isSigned =
            if let issuer = recipe.issuer {
                certificate.names(issuer: issuer.certificate)
                    && (try? issuer.certificate.publicKey).map(certificate.isSigned) == true
            } else {
                certificate.isSelfSigned
            }
        let isExpired = certificate.notAfter < now
        return isSigned && key.belongs(to: certificate) && certificate.notBefore <= now
            && isExpired == (template.notAfter < now) && (isExpired || certificate.notAfter >= now + spare)
            && certificate.ocspURLs == template.ocspURLs && certificate.subjectDER == subjectDER(template)
    }

    // The subject as a certificate would have it: issue a throw-away one.
    private func subjectDER(_ template: CertificateTemplate) -> [UInt8]? {
        guard let key = try? KeyCache.key(.p256, "subject-comparison") else { return nil }
        return try? Authority(root: template.without("authorityKeyIdentifier"), key: key).certificate.subjectDER
    }
}

extension CertificateTemplate {
    /// Where the template's OCSP responders listen.
    var ocspURLs: [String] {
        extensions.filter { $0.name == "authorityInfoAccess" }
            .map { String($0.value.dropFirst("OCSP;URI:".count)) }
    }
}
