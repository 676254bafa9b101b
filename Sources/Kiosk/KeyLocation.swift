/// Where the device's key lies: the one line `cloud.key` of the configuration.
public enum KeyLocation: Hashable, Sendable {
    /// An unencrypted file in PEM, for development.
    case file(String)
    /// A PKCS#11 token, by an URI (RFC 7512).
    case token(TokenKey)
    /// A file that only this machine's TPM 2.0 can use.
    case tpm(String)

    static let tpmScheme = "tpm2:"
    static let tokenScheme = "pkcs11:"

    /// Reads the line; nil where it is a token's URI that lacks something or holds something that is not known.
    public init?(_ text: String) {
        if text.hasPrefix(Self.tokenScheme) {
            guard let token = TokenKey(uri: text) else { return nil }
            self = .token(token)
        } else if text.hasPrefix(Self.tpmScheme) {
            self = .tpm(String(text.dropFirst(Self.tpmScheme.count)))
        } else {
            self = .file(text)
        }
    }
}

/// A key in a PKCS#11 token, as RFC 7512 names it:
/// `pkcs11:token=kiosk;object=device?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/madoguchi/pin`.
public struct TokenKey: Hashable, Sendable {
    /// The token's label.
    public var token: String
    /// The key's label.
    public var object: String
    /// The token's own library; nil for those that p11-kit knows.
    public var module: String?
    /// The file that holds the PIN. The PIN itself never stands in the configuration.
    public var pinFile: String

    /// Nil for an URI without token, object and PIN's file, or with anything else in it.
    public init?(uri: String) {
        let parts = uri.dropFirst(KeyLocation.tokenScheme.count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard uri.hasPrefix(KeyLocation.tokenScheme), parts.count == 2,
            var found = Self.attributes(parts[0].split(separator: ";", omittingEmptySubsequences: false)),
            let more = Self.attributes(parts[1].split(separator: "&", omittingEmptySubsequences: false))
        else { return nil }
        found.merge(more) { first, _ in first }
        guard Set(found.keys).isSubset(of: ["token", "object", "module-path", "pin-source", "type"]),
            found["type"] ?? "private" == "private", let token = found["token"], let object = found["object"],
            let source = found["pin-source"], source.hasPrefix("file:/"),
            found["module-path"].map({ $0.hasPrefix("/") }) ?? true
        else { return nil }
        self.token = token
        self.object = object
        module = found["module-path"]
        pinFile = String(source.dropFirst("file:".count))
    }

    /// What the engine is asked for.
    var engineURI: String { "pkcs11:token=\(Self.escaped(token));object=\(Self.escaped(object));type=private" }

    private static func attributes(_ parts: [Substring]) -> [String: String]? {
        var found: [String: String] = [:]
        for part in parts {
            guard let equals = part.firstIndex(of: "="), let value = unescaped(part[part.index(after: equals)...]),
                !value.isEmpty, found.updateValue(value, forKey: String(part[..<equals])) == nil
            else { return nil }
        }
        return found
    }

    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                value > 0
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "/"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
