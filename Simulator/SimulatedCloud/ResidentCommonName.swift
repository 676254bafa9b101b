internal import OpenSSL
internal import SimulatedAuthority

extension AuthorityWorld {
    /// The opaque common name that `residentCredential` gives a resident's certificate.
    static func residentCommonName(id: String, prefecture: Prefecture, state: ResidentState) -> String {
        let name = "resident-\(prefecture.rawValue)-\(id)-\(state.rawValue)"
        return Digest.sha256(Array(name.utf8)).prefix(14)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
