public import OpenSSL
internal import Synchronization

/// Keys by name, made once a process: an RSA key takes up to half a second, and a test run needs the
/// same few in every corner. Simulated worlds hold no secrets, so that sharing keys does no harm.
public enum KeyCache {
    /// A kind of key.
    public enum Kind: Hashable, Sendable {
        case p256
        case rsa(bits: Int)
    }

    private struct Name: Hashable {
        var kind: Kind
        var label: String
    }

    private static let keys = Mutex<[Name: PrivateKey]>([:])

    /// The key of this kind and label.
    public static func key(_ kind: Kind, _ label: String) throws(AuthorityError) -> PrivateKey {
        let name = Name(kind: kind, label: label)
        if let known = keys.withLock({ $0[name] }) { return known }
        // Made outside the lock: two callers may both make one, and the first to come back wins.
        let made = try make(kind)
        return keys.withLock { keys in
            if let known = keys[name] { return known }
            keys[name] = made
            return made
        }
    }

    /// A fresh key that is in no cache.
    public static func make(_ kind: Kind) throws(AuthorityError) -> PrivateKey {
        try AuthorityError.openSSL { () throws(OpenSSLError) in
            switch kind {
            case .p256: try PrivateKey.p256()
            case .rsa(let bits): try PrivateKey.rsa(bits: bits)
            }
        }
    }
}
