internal import ArgumentParser
internal import Kiosk
internal import OpenSSL
internal import Trust

/// `kioskctl certificate verify`: the kiosk's verdict on one certificate, from files alone.
struct CertificateVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Says whether a certificate is good, by RFC 5280, and why not.",
        discussion: """
            Every FILE is PEM or DER. A PEM file may hold several; where CERTIFICATE does, the first one is judged and \
            the others may lead to an anchor. Nothing is fetched, and neither the system's clock (with --at) nor its \
            authorities are asked.

            Exit status: 0 accepted; 1 refused; 2 the input could not be judged, such as a file that cannot be read \
            or an unknown option.

            The profiles:
              jpki        what the kiosk demands of a resident's certificate: RSA-2048, P-256, SHA-256 or better; key \
            usage digitalSignature; extended key usage clientAuth, or none.
              permissive  algorithms since RFC 3279, RSA-1024 and SHA-1 among them; any usage.
            Policies come by the options: the kiosk asks for those that its configuration names.

            JSON: "accepted" (true or false), "revocation" ("good", "revoked", "unknown", "not-checked"), "reasons" \
            (words such as "expired", "revoked", "revocation-unknown"; empty when accepted), "path" (subjects, from \
            the certificate to the anchor), "details" (of each reason), "at".
            """)

    @Option(help: ArgumentHelp("Whom to trust; may be repeated.", valueName: "file"))
    var trustAnchor: [String] = []

    @Option(help: ArgumentHelp("Authorities on the way to an anchor; may be repeated.", valueName: "file"))
    var intermediate: [String] = []

    @Option(help: ArgumentHelp("Revocation lists, full or delta; may be repeated.", valueName: "file"))
    var crl: [String] = []

    @Option(help: ArgumentHelp("Answers of OCSP responders; may be repeated.", valueName: "file"))
    var ocspResponse: [String] = []

    @Option(
        help: ArgumentHelp(
            "The time of the verdict, such as 2026-04-01T09:30:00Z; by default now.", valueName: "rfc3339"),
        transform: CertificateVerify.time)
    var at: Int64?

    @Option(help: ArgumentHelp("What the certificate must be: jpki or permissive.", valueName: "profile"))
    var profile = Profile.jpki

    @Option(
        help: ArgumentHelp(
            "Which certificates must be known not to be revoked: none, leaf, or chain (all but the anchor). One "
                + "that the files say is revoked is refused in any case.", valueName: "which"))
    var requireRevocation = Requirement.leaf

    @Option(
        help: ArgumentHelp(
            "A policy, dotted, of the user's initial policy set (RFC 5280 §6.1.1 c); may be repeated. By default any.",
            valueName: "oid"),
        transform: CertificateVerify.policy)
    var initialPolicy: [String] = []

    @Flag(help: "One of these policies must hold along the path (§6.1.1 f).")
    var requireExplicitPolicy = false

    @Flag(help: "Policies may not be mapped to others (§6.1.1 e).")
    var inhibitPolicyMapping = false

    @Flag(help: "anyPolicy stands for none (§6.1.1 g).")
    var inhibitAnyPolicy = false

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "The certificate to judge.")
    var certificate: String

    func run() async throws {
        let report: CertificateReport
        do {
            report = try judge()
        } catch {
            StandardError.write(line: "kioskctl: \(error.message)")
            throw ExitCode(2)
        }
        try report.print(asJSON: json)
        if !report.accepted { throw ExitCode(1) }
    }

    private func judge() throws(InputError) -> CertificateReport {
        let asked = try InputFile.read(certificate, .certificate)
        var extra: [OpenSSL.Certificate] = []
        for der in asked.dropFirst() { extra.append(try InputFile.certificate(der, certificate)) }
        var anchors: [OpenSSL.Certificate] = []
        for path in trustAnchor { anchors += try InputFile.certificates(path) }
        for path in intermediate { extra += try InputFile.certificates(path) }
        let verifier = CertificateVerifier(anchors: anchors, intermediates: extra, profile: rules)
        let seconds = at ?? KioskParts.systemMilliseconds() / 1_000
        let evidence = try evidence()
        let verdict: CertificateVerdict
        if let readable = try? OpenSSL.Certificate(der: asked[0]) {
            verdict = verifier.verify(readable, at: seconds, revocation: evidence)
        } else if EncodedStructure(asked[0]) == .certificate {
            // One that is not as the standards want it is refused; something else cannot be judged.
            verdict = verifier.verify(der: asked[0], at: seconds)
        } else {
            throw InputError(certificate, wanted: .certificate, found: asked[0])
        }
        return CertificateReport(verdict, at: seconds)
    }

    private var rules: CertificateProfile {
        var rules: CertificateProfile
        switch profile {
        case .jpki: rules = .userAuthentication
        case .permissive:
            rules = CertificateProfile(
                keyUsage: [], requiresKeyUsage: false, floor: .permissive, maximumIntermediates: 10)
        }
        rules.policies = initialPolicy
        rules.requiresExplicitPolicy = requireExplicitPolicy
        rules.inhibitsPolicyMapping = inhibitPolicyMapping
        rules.inhibitsAnyPolicy = inhibitAnyPolicy
        switch requireRevocation {
        case .none: rules.revocation = .notRequired
        case .leaf: rules.revocation = .endEntity
        case .chain: rules.revocation = .path
        }
        return rules
    }

    /// Nil where no file was given: then nobody was asked.
    private func evidence() throws(InputError) -> RevocationEvidence? {
        var sources: [RevocationEvidence.Source] = []
        for path in ocspResponse {
            for der in try InputFile.read(path, .ocspResponse) {
                guard EncodedStructure(der) == .ocspResponse else {
                    throw InputError(path, wanted: .ocspResponse, found: der)
                }
                sources.append(.ocspResponse(der))
            }
        }
        for path in crl {
            for der in try InputFile.read(path, .revocationList) {
                sources.append(try InputFile.list(der, path))
            }
        }
        return sources.isEmpty ? nil : RevocationEvidence(sources)
    }

    private static func time(_ text: String) throws -> Int64 {
        guard let seconds = Timestamp.secondsOfRFC3339(text) else {
            throw ValidationError("'\(text)' is no time by RFC 3339, such as 2026-04-01T09:30:00Z.")
        }
        return seconds
    }

    private static func policy(_ text: String) throws -> String {
        guard ObjectIdentifierText.isValid(text) else {
            throw ValidationError("'\(text)' is no object identifier, such as 1.2.392.200149.8.5.1.3.30.")
        }
        return text
    }

    enum Profile: String, ExpressibleByArgument, CaseIterable { case jpki, permissive }
    enum Requirement: String, ExpressibleByArgument, CaseIterable { case none, leaf, chain }
}
