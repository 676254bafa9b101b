internal import FoundationEssentials
internal import OpenSSL
internal import Trust

/// A verdict, for people and for scripts.
struct CertificateReport: Encodable {
    var accepted: Bool
    /// "good", "revoked", "unknown" or "not-checked".
    var revocation: String
    /// The kinds of its reasons, each once.
    var reasons: [String]
    /// Subjects, from the certificate to the anchor.
    var path: [String]
    var details: [Detail]
    var at: String

    /// One reason, with all that is known of it.
    struct Detail: Encodable {
        var kind: String
        /// Which certificate of the path.
        var depth: Int
        /// Why it was revoked, or why that is not known.
        var reason: String?
        /// When it was revoked.
        var revokedAt: String?
        /// OpenSSL's verification code, where it has no kind here.
        var code: Int32?

        init(_ refusal: CertificateRefusal) {
            kind = refusal.kind.name
            depth = refusal.depth
            switch refusal.kind {
            case .revoked(let why, let at):
                reason = why.name
                revokedAt = Timestamp.text(at)
            case .revocationUnknown(let why): reason = why.name
            case .other(let code): self.code = code
            default: break
            }
        }

        var text: String {
            let more = [reason, revokedAt, code.map { "code \($0)" }].compactMap { $0 }
            return kind + (more.isEmpty ? "" : " (\(more.joined(separator: ", ")))") + ", certificate \(depth)"
        }
    }

    init(_ verdict: CertificateVerdict, at seconds: Int64) {
        accepted = verdict.isAccepted
        switch verdict.revocation {
        case .good: revocation = "good"
        case .revoked: revocation = "revoked"
        case .unknown: revocation = "unknown"
        case nil: revocation = "not-checked"
        }
        details = verdict.reasons.map(Detail.init)
        var seen: Set<String> = []
        reasons = details.map(\.kind).filter { seen.insert($0).inserted }
        path = verdict.path.map(\.subject)
        at = Timestamp.text(seconds) ?? ""
    }

    func print(asJSON: Bool) throws {
        if asJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
            return
        }
        Swift.print(accepted ? "accepted" : "refused")
        for detail in details { Swift.print("because     \(detail.text)") }
        Swift.print("revocation  \(revocation)")
        for (depth, subject) in path.enumerated() { Swift.print("path \(depth)      \(subject)") }
        Swift.print("at          \(at)")
    }
}
