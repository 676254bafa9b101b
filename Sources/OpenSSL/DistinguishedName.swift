internal import COpenSSL

/// The name of a subject or an issuer (RFC 5280 §4.1.2.4). Two are equal by §7.1: letters' case and
/// the number of spaces do not matter.
public final class DistinguishedName: Sendable {
    // Only read after `init`, which works out what comparing needs.
    package nonisolated(unsafe) let pointer: OpaquePointer
    private let digest: UInt

    /// The longest encoding that is looked at, in bytes.
    public static let maximumLength = 16_384

    /// Reads a DER Name, and nothing after it.
    public convenience init(der: [UInt8]) throws(OpenSSLError) {
        try self.init(
            owning: decoded(
                der, maximum: DistinguishedName.maximumLength, "d2i_X509_NAME", { d2i_X509_NAME(nil, $0, $1) },
                free: { X509_NAME_free($0) }))
    }

    /// Takes a copy of a name that OpenSSL lends.
    convenience init(copying name: OpaquePointer?) throws(OpenSSLError) {
        guard let name else { throw OpenSSLError(operation: "X509_NAME") }
        try self.init(owning: OpenSSLError.check(X509_NAME_dup(name), "X509_NAME_dup"))
    }

    private init(owning pointer: OpaquePointer) throws(OpenSSLError) {
        self.pointer = pointer
        // Works out the canonical encoding, once and before anybody shares the name.
        var holds: Int32 = 0
        digest = UInt(X509_NAME_hash_ex(pointer, nil, nil, &holds))
        try OpenSSLError.check(holds, "X509_NAME_hash_ex")
    }

    deinit { X509_NAME_free(pointer) }

    /// The DER encoding.
    public var der: [UInt8] { (try? encoded("i2d_X509_NAME") { i2d_X509_NAME(pointer, $0) }) ?? [] }
}

extension DistinguishedName: Hashable {
    /// By RFC 5280 §7.1.
    public static func == (one: DistinguishedName, other: DistinguishedName) -> Bool {
        one === other || X509_NAME_cmp(one.pointer, other.pointer) == 0
    }
    /// See `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension DistinguishedName: CustomStringConvertible, CustomReflectable {
    /// No name in a log.
    public var description: String { "DistinguishedName" }
    /// Nothing is reflected, for the same reason.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Certificate {
    /// Whom it certifies.
    public var subjectName: DistinguishedName {
        get throws(OpenSSLError) { try DistinguishedName(copying: X509_get_subject_name(pointer)) }
    }

    /// Who issued it.
    public var issuerName: DistinguishedName {
        get throws(OpenSSLError) { try DistinguishedName(copying: X509_get_issuer_name(pointer)) }
    }
}

/// A name of a certificate, a list or a place where lists are published (RFC 5280 §4.2.1.6), to be compared.
public enum GeneralName: Hashable, Sendable {
    case directory(DistinguishedName)
    /// A name of another form, as it is encoded.
    case other(der: [UInt8])

    /// Reads a DER GeneralNames, and nothing after it.
    public static func list(der: [UInt8]) throws(OpenSSLError) -> [GeneralName] {
        let names = try decoded(
            der, maximum: DistinguishedName.maximumLength, "d2i_GENERAL_NAMES", { d2i_GENERAL_NAMES(nil, $0, $1) },
            free: { GENERAL_NAMES_free($0) })
        defer { GENERAL_NAMES_free(names) }
        return try list(names)
    }

    static func list(_ names: OpaquePointer?) throws(OpenSSLError) -> [GeneralName] {
        var list: [GeneralName] = []
        for index in 0..<COpenSSL_sk_GENERAL_NAME_num(names) {
            guard let name = COpenSSL_sk_GENERAL_NAME_value(names, index) else { continue }
            if let directory = COpenSSL_directory_name(name) {
                list.append(.directory(try DistinguishedName(copying: directory)))
            } else {
                list.append(.other(der: try encoded("i2d_GENERAL_NAME") { i2d_GENERAL_NAME(name, $0) }))
            }
        }
        return list
    }
}
