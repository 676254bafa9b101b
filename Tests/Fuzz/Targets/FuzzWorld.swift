internal import Glibc
public import OpenSSL
public import Trust

/// Whom the targets of signed things trust: certificates in `Tests/Fuzz/World`, made once with their keys thrown away,
/// so that what was found yesterday is judged by the same today.
public struct FuzzWorld: Sendable {
    /// 2030-03-17T17:46:40Z: every verdict's time.
    public static let now: Int64 = 1_900_000_000
    /// Of the question that the answer is to.
    public static let nonce = [UInt8](repeating: 0x5A, count: 32)
    /// What is looked up: listed, not listed, and unusual.
    public static let serials: [[UInt8]] = [
        [0x11], [0x7F, 1, 2, 3], [0x80], [0x00, 0xFF], [UInt8](repeating: 1, count: 21),
    ]

    /// Nil where the files are not there.
    public static let shared = FuzzWorld()

    /// Who issued the card, and everything else here.
    public let authority: Certificate
    let cards: CertificateVerifier
    let seals: ManifestVerifier
    let query: OCSPQuery

    private init?() {
        guard let authority = Self.certificate("authority"), let card = Self.certificate("card"),
            let query = try? OCSPQuery(certificate: card, issuer: authority, nonce: Self.nonce)
        else { return nil }
        self.authority = authority
        self.query = query
        var cards = CertificateProfile.userAuthentication
        cards.revocation = .notRequired
        self.cards = CertificateVerifier(anchors: [authority], profile: cards)
        var profile = CertificateProfile.municipalSeal
        profile.revocation = .notRequired
        seals = ManifestVerifier(anchors: [authority], profile: profile)
    }

    /// Where the files lie.
    public static let folder: String = {
        let source = "\(#filePath)"
        return source.replacing("Targets/FuzzWorld.swift", with: "World")
    }()

    private static func certificate(_ name: String) -> Certificate? {
        guard let file = fopen("\(folder)/\(name).pem", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, file)
        return try? Certificate(pem: Array(bytes[..<count]))
    }

    /// What the seed of "manifest" says.
    public static var manifest: Manifest {
        Manifest(
            requestID: "000102030405060708090a0b0c0d0e0f", sessionID: "f0e0d0c0b0a090807060504030201000",
            kioskID: "KIOSK-0001", cardCertificateSHA256: String(repeating: "ab", count: 32), municipality: "13113",
            kind: "residence-record", options: ["domicile", "members:all"], copies: 2, pages: 1,
            documentSHA256: String(repeating: "cd", count: 32), documentLength: 1_000, fee: 400, issuedAt: now - 2)
    }

    static var binding: ManifestBinding {
        let manifest = manifest
        return ManifestBinding(
            requestID: manifest.requestID, sessionID: manifest.sessionID, kioskID: manifest.kioskID,
            cardCertificateSHA256: manifest.cardCertificateSHA256, municipality: manifest.municipality,
            kind: manifest.kind, options: manifest.options, copies: manifest.copies, fee: manifest.fee)
    }
}
