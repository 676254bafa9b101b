internal import COpenSSL
internal import LockedMemory
internal import OpenSSL

/// The revocation lists of the prefectures' authorities (RFC 5280 §5): a full one a day, as of midnight UTC, and a delta
/// to it of this moment. Their numbers count revocations, so that what came later bears the higher one.
extension AuthorityWorld {
    /// How long a full list holds: until the next day's has surely come.
    private static let fullLifetime: Int64 = 2 * CertificateTemplate.day
    /// How long a delta holds.
    private static let deltaLifetime: Int64 = 3_600

    /// The full list of one key of an authority, as of the midnight before `seconds` (since 1970 UTC), in DER.
    public func revocationList(
        _ prefecture: Prefecture, _ generation: AuthorityGeneration = .second, at seconds: Int64
    ) throws(AuthorityError) -> [UInt8] {
        let midnight = Self.midnight(before: seconds)
        let old = try revocations(prefecture, generation).filter { $0.at < midnight }
        var list = RevocationListTemplate(now: midnight, entries: old.map(\.entry))
        list.nextUpdate = midnight + Self.fullLifetime
        list.extensions = [
            .number(UInt32(old.count + 1)), .freshest(listURL(prefecture, generation, isDelta: true)),
        ]
        return try signed(list, prefecture, generation)
    }

    /// What has been revoked since that full list, in DER.
    public func deltaRevocationList(
        _ prefecture: Prefecture, _ generation: AuthorityGeneration = .second, at seconds: Int64
    ) throws(AuthorityError) -> [UInt8] {
        let midnight = Self.midnight(before: seconds)
        let all = try revocations(prefecture, generation).filter { $0.at <= seconds }
        let new = all.filter { $0.at >= midnight }
        var list = RevocationListTemplate(now: seconds, entries: new.map(\.entry))
        list.nextUpdate = seconds + Self.deltaLifetime
        list.extensions = [
            .number(UInt32(all.count + 1)), .delta(to: UInt32(all.count - new.count + 1)),
        ]
        return try signed(list, prefecture, generation)
    }

    /// The list that is served under a name such as `tokyo.crl` or `tokyo-first-delta.crl`; nil where there is none.
    public func revocationList(named name: String, at seconds: Int64) throws(AuthorityError) -> [UInt8]? {
        for prefecture in prefectures {
            for generation in AuthorityGeneration.allCases {
                if name == Self.listName(prefecture, generation, isDelta: false) {
                    return try revocationList(prefecture, generation, at: seconds)
                }
                if name == Self.listName(prefecture, generation, isDelta: true) {
                    return try deltaRevocationList(prefecture, generation, at: seconds)
                }
            }
        }
        return nil
    }

    static func listName(_ prefecture: Prefecture, _ generation: AuthorityGeneration, isDelta: Bool) -> String {
        authorityName(prefecture, generation) + (isDelta ? "-delta.crl" : ".crl")
    }

    // Beside the responder.
    private func listURL(_ prefecture: Prefecture, _ generation: AuthorityGeneration, isDelta: Bool) -> String {
        let base = ocspURL.hasSuffix("/ocsp") ? String(ocspURL.dropLast(5)) : ocspURL
        return base + "/crl/" + Self.listName(prefecture, generation, isDelta: isDelta)
    }

    private static func midnight(before seconds: Int64) -> Int64 {
        seconds - (seconds % CertificateTemplate.day + CertificateTemplate.day) % CertificateTemplate.day
    }

    /// The oldest first; of the same second, by serial number.
    private func revocations(
        _ prefecture: Prefecture, _ generation: AuthorityGeneration
    ) throws(AuthorityError) -> [Revocation] {
        var found: [[UInt8]: Revocation] = [:]
        for (serial, status) in try ocspResponder(prefecture, generation).statuses() {
            found[serial] = Revocation(serial: serial, status)
        }
        // Another process that shares the folder may have revoked what this one never saw.
        if let files {
            let name = Self.authorityName(prefecture, generation)
            for file in try files.names(from: "issued-", to: ".txt") {
                guard let serial = [UInt8](hexadecimal: file), let text = try files.read("issued-\(file).txt"),
                    let record = IssuedRecord(text: text.withBytes { String(decoding: $0, as: UTF8.self) }),
                    record.issuer == name
                else { continue }
                found[serial] = Revocation(serial: serial, record.status)
            }
        }
        return found.values.sorted {
            $0.at != $1.at ? $0.at < $1.at : $0.serial.lexicographicallyPrecedes($1.serial)
        }
    }

    private struct Revocation {
        var serial: [UInt8]
        var reason: RevocationReason
        var at: Int64

        init?(serial: [UInt8], _ status: OCSPResponder.Status) {
            guard case .revoked(let reason, let at) = status else { return nil }
            (self.serial, self.reason, self.at) = (serial, reason, at)
        }

        var entry: RevocationListTemplate.Entry {
            // §5.3.1: `unspecified` is said by saying nothing.
            let reasons = reason == .unspecified ? [] : [RevocationListTemplate.Extension.reason(reason)]
            let isNegative = serial.first.map { $0 >= 0x80 } ?? true
            return .init(serial: (isNegative ? [0] : []) + serial, date: at, extensions: reasons)
        }
    }

    // The generations bear one name: §5.2.1's key identifier tells whose list it is.
    private func signed(
        _ list: RevocationListTemplate, _ prefecture: Prefecture, _ generation: AuthorityGeneration
    ) throws(AuthorityError) -> [UInt8] {
        let authority = try prefecturalAuthority(prefecture, generation)
        var list = list
        if let identifier = X509_get0_subject_key_id(authority.certificate.pointer),
            let data = ASN1_STRING_get0_data(identifier)
        {
            let bytes = Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(identifier))))
            list.extensions.append(.authorityKey(bytes))
        }
        return try list.signed(by: authority.credential)
    }
}

/// What is kept of an issued certificate: its status on the first line, and on the second which key of which authority
/// issued it.
struct IssuedRecord {
    var status: OCSPResponder.Status
    var issuer: String?

    init(_ status: OCSPResponder.Status, issuer: String?) {
        self.status = status
        self.issuer = issuer
    }

    init?(text: String) {
        let lines = text.split(separator: "\n")
        guard let first = lines.first, let status = OCSPResponder.Status(text: String(first)) else { return nil }
        self.status = status
        issuer = lines.dropFirst().first.map(String.init)
    }

    var text: String { status.text + (issuer.map { $0 + "\n" } ?? "") }
}

extension [UInt8] {
    fileprivate init?(hexadecimal text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2), !digits.isEmpty else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
