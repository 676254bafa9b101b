public import OpenSSL

/// The weakest algorithms that are believed, as data.
public struct AlgorithmFloor: Hashable, Sendable {
    /// The shortest RSA modulus, in bits.
    public var minimumRSABits: Int
    /// The curves that are believed, by OpenSSL's short name.
    public var curves: Set<String>
    /// The digests that are believed under a signature, by OpenSSL's short name.
    public var digests: Set<String>

    /// Other kinds of key that are believed, by OpenSSL's short name, with the fewest bits of each.
    public var otherKeys: [String: Int]

    /// Makes a floor.
    public init(minimumRSABits: Int, curves: Set<String>, digests: Set<String>, otherKeys: [String: Int] = [:]) {
        self.minimumRSABits = minimumRSABits
        self.curves = curves
        self.digests = digests
        self.otherKeys = otherKeys
    }

    /// 112 bits of security (NIST SP 800-57): RSA-2048, P-256, SHA-256 and what is stronger.
    public static let current = AlgorithmFloor(
        minimumRSABits: 2048, curves: ["prime256v1", "secp384r1", "secp521r1"], digests: ["SHA256", "SHA384", "SHA512"])

    /// The cards of 2010: RSA-1024 and SHA-1. Broken since; for tests with certificates of that time.
    public static let year2010 = AlgorithmFloor(
        minimumRSABits: 1024, curves: current.curves, digests: current.digests.union(["SHA1"]))

    /// Whatever was in use since RFC 3279, for those who look into old certificates; no kiosk believes it.
    public static let permissive = AlgorithmFloor(
        minimumRSABits: 1024, curves: current.curves.union(["secp224r1", "secp256k1"]),
        digests: year2010.digests.union(["SHA224"]), otherKeys: ["DSA": 1024])

    /// Whether `key` reaches the floor. A kind of key that is not named does not.
    public func allows(_ key: PublicKey) -> Bool {
        switch key.algorithm {
        case .rsa: key.bits >= minimumRSABits
        case .ec(let curve): curves.contains(curve)
        case .other(let name): otherKeys[name].map { key.bits >= $0 } ?? false
        }
    }

    /// Whether a signature over `digest` reaches the floor; nil is a signature of no known digest.
    public func allows(digest: String?) -> Bool {
        digest.map(digests.contains) ?? false
    }
}
