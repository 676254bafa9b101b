public import OpenSSL

/// What a revocation list is to say (RFC 5280 §5). Wrong lists are made as easily as right ones, and
/// long ones in no more memory than they have bytes.
public struct RevocationListTemplate: Sendable {
    /// One extension of a list or an entry.
    public struct Extension: Hashable, Sendable {
        /// The object identifier's content octets.
        public var identifier: [UInt8]
        /// Whether it must be understood.
        public var isCritical: Bool
        /// What the octet string holds.
        public var value: [UInt8]

        /// Makes an extension.
        public init(_ identifier: [UInt8], critical: Bool = false, _ value: [UInt8]) {
            self.identifier = identifier
            isCritical = critical
            self.value = value
        }

        /// 2.5.29.21, reasonCode.
        public static func reason(_ reason: RevocationReason) -> Extension {
            Extension([0x55, 0x1D, 21], DER.element(0x0A, [UInt8(truncatingIfNeeded: reason.rawValue)]))
        }

        /// 2.5.29.29, certificateIssuer: a directory's name.
        public static func certificateIssuer(_ name: [UInt8]) -> Extension {
            Extension([0x55, 0x1D, 29], critical: true, DER.element(0x30, DER.element(0xA4, name)))
        }

        /// 2.5.29.20, cRLNumber.
        public static func number(_ number: UInt32) -> Extension {
            Extension([0x55, 0x1D, 20], DER.integer(number))
        }

        /// 2.5.29.27, deltaCRLIndicator.
        public static func delta(to number: UInt32) -> Extension {
            Extension([0x55, 0x1D, 27], critical: true, DER.integer(number))
        }

        /// 2.5.29.46, freshestCRL, at an address.
        public static func freshest(_ url: String) -> Extension {
            let name = DER.element(0xA0, DER.element(0xA0, DER.element(0x86, Array(url.utf8))))
            return Extension([0x55, 0x1D, 46], DER.element(0x30, DER.element(0x30, name)))
        }

        /// 2.5.29.35, authorityKeyIdentifier, by the key alone.
        public static func authorityKey(_ identifier: [UInt8]) -> Extension {
            Extension([0x55, 0x1D, 35], DER.element(0x30, DER.element(0x80, identifier)))
        }

        /// 2.5.29.28, issuingDistributionPoint, with its fields' content as DER.
        public static func scope(_ fields: [UInt8]) -> Extension {
            Extension([0x55, 0x1D, 28], critical: true, DER.element(0x30, fields))
        }

        var der: [UInt8] {
            let flag: [UInt8] = isCritical ? [0x01, 0x01, 0xFF] : []
            return DER.element(0x30, DER.element(0x06, identifier) + flag + DER.element(0x04, value))
        }
    }

    /// One revoked certificate.
    public struct Entry: Hashable, Sendable {
        /// The serial number's content octets: two's complement, big-endian.
        public var serial: [UInt8]
        /// When, in seconds since 1970 UTC.
        public var date: Int64
        /// What else is said.
        public var extensions: [Extension]

        /// Makes an entry.
        public init(serial: [UInt8], date: Int64, extensions: [Extension] = []) {
            self.serial = serial
            self.date = date
            self.extensions = extensions
        }
    }

    /// When it is issued, in seconds since 1970 UTC.
    public var thisUpdate: Int64
    /// When the next one will be; nil: it does not say.
    public var nextUpdate: Int64?
    /// The list's own extensions.
    public var extensions: [Extension]
    /// The entries, in their order.
    public var entries: [Entry]

    /// A list that is issued now and holds for a day.
    public init(now: Int64, entries: [Entry] = [], extensions: [Extension] = [.number(1)]) {
        thisUpdate = now
        nextUpdate = now + CertificateTemplate.day
        self.entries = entries
        self.extensions = extensions
    }

    /// The list in DER, signed with SHA-256.
    public func signed(by credential: Credential) throws(AuthorityError) -> [UInt8] {
        try signed(by: credential.privateKey, issuer: credential.certificate.subjectDER)
    }

    /// The list in DER, signed with SHA-256, under a name.
    public func signed(by key: PrivateKey, issuer: [UInt8]) throws(AuthorityError) -> [UInt8] {
        try AuthorityError.openSSL { () throws(OpenSSLError) in
            // 1.2.840.113549.1.1.11 with NULL, or 1.2.840.10045.4.3.2 without parameters.
            let algorithm =
                key.rsaModulusLength > 0
                ? DER.element(0x30, [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 0x0B, 5, 0])
                : DER.element(0x30, [6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2])
            let list = content(issuer: issuer, algorithm: algorithm)
            let signature = try key.sign(sha256Of: list)
            return DER.element(0x30, list + algorithm + DER.element(0x03, [0] + signature))
        }
    }

    private func content(issuer: [UInt8], algorithm: [UInt8]) -> [UInt8] {
        var fields: [UInt8] = [0x02, 0x01, 0x01]
        fields += algorithm + issuer + DER.time(thisUpdate)
        if let nextUpdate { fields += DER.time(nextUpdate) }
        if !entries.isEmpty {
            var revoked: [UInt8] = []
            for entry in entries {
                var content = DER.element(0x02, entry.serial) + DER.time(entry.date)
                if !entry.extensions.isEmpty { content += DER.element(0x30, entry.extensions.flatMap(\.der)) }
                revoked += DER.element(0x30, content)
            }
            fields += DER.element(0x30, revoked)
        }
        if !extensions.isEmpty { fields += DER.element(0xA0, DER.element(0x30, extensions.flatMap(\.der))) }
        return DER.element(0x30, fields)
    }
}

/// Writes DER.
public enum DER {
    /// Tag, length in its shortest form, content.
    public static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    /// A number that is not negative.
    public static func integer(_ number: UInt32) -> [UInt8] {
        var bytes = withUnsafeBytes(of: number.bigEndian) { Array($0.drop { $0 == 0 }) }
        if bytes.first.map({ $0 >= 0x80 }) ?? true { bytes.insert(0, at: 0) }
        return element(0x02, bytes)
    }

    /// A second since 1970 UTC as RFC 5280 wants it (§4.1.2.5): UTCTime to 2049, GeneralizedTime after.
    public static func time(_ seconds: Int64) -> [UInt8] {
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let rest = Int(seconds) - days * 86_400
        // Eras of 400 years that begin on a first of March.
        let shifted = days + 719_468
        let era = Int((Double(shifted) / 146_097).rounded(.down))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = era * 400 + yearOfEra + (month >= 10 ? 1 : 0)
        let fields = [
            month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1, rest / 3_600, rest / 60 % 60,
            rest % 60,
        ]
        let isUTC = (1950..<2050).contains(year)
        var digits: [UInt8] = []
        for number in (isUTC ? [year % 100] : [year / 100, year % 100]) + fields {
            digits += [UInt8(0x30 + number / 10), UInt8(0x30 + number % 10)]
        }
        return element(isUTC ? 0x17 : 0x18, digits + [0x5A])
    }
}
