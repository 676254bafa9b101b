internal import Glibc
internal import OpenSSL
internal import Trust

/// A file on the command line that is not what it should be: what is wrong, and with which.
struct InputError: Error {
    var message: String

    init(_ message: String) { self.message = message }

    init(_ path: String, wanted: EncodedStructure, found: [UInt8]) {
        let found = EncodedStructure(found).map { "It holds \(InputFile.name($0))." }
        message = "\(path) holds no \(InputFile.noun(wanted)). \(found ?? "`openssl asn1parse` shows what it is.")"
    }
}

/// Reads certificates, lists and answers from files in PEM or DER.
enum InputFile {
    /// The longest list that is read, in base 64 with its line ends.
    static let maximumLength = RevocationList.maximumLength / 48 * 65 + 4_096

    /// What a file holds: one structure in DER, or each of that kind in a PEM text; at least one.
    static func read(_ path: String, _ wanted: EncodedStructure) throws(InputError) -> [[UInt8]] {
        let bytes = try contents(path)
        guard !bytes.isEmpty else { throw InputError("\(path) is empty.") }
        if isDER(bytes) { return [bytes] }
        let blocks: [PEMBlock]
        do {
            blocks = try PEMBlock.all(in: bytes)
        } catch {
            throw InputError("\(path) holds a block of PEM that is not whole.")
        }
        guard let first = blocks.first else { throw InputError("\(path) is neither PEM nor DER.") }
        let fitting = blocks.filter { labels(wanted).contains($0.label) }
        guard !fitting.isEmpty else { throw InputError(path, wanted: wanted, found: first.der) }
        return fitting.map(\.der)
    }

    static func certificates(_ path: String) throws(InputError) -> [Certificate] {
        var certificates: [Certificate] = []
        for der in try read(path, .certificate) { certificates.append(try certificate(der, path)) }
        return certificates
    }

    static func certificate(_ der: [UInt8], _ path: String) throws(InputError) -> Certificate {
        do {
            return try Certificate(der: der)
        } catch {
            guard EncodedStructure(der) == .certificate else {
                throw InputError(path, wanted: .certificate, found: der)
            }
            throw InputError("\(path) holds a certificate that is not in DER, or longer than any is.")
        }
    }

    /// A list; or, where it is one and breaks the standard, that nothing is known by it.
    static func list(_ der: [UInt8], _ path: String) throws(InputError) -> RevocationEvidence.Source {
        do {
            return .list(try RevocationList(der: der))
        } catch {
            switch error {
            case .malformed, .signatureInvalid, .olderThanKnown, .damaged:
                guard EncodedStructure(der) == .revocationList else {
                    throw InputError(path, wanted: .revocationList, found: der)
                }
                return .unavailable(.malformed)
            case .unsupportedAlgorithm: return .unavailable(.weakAlgorithm)
            case .tooLarge, .storage, .noDigest: throw InputError("\(path) cannot be indexed: \(error).")
            }
        }
    }

    static func noun(_ structure: EncodedStructure) -> String {
        switch structure {
        case .certificate: "certificate"
        case .revocationList: "certificate revocation list"
        case .ocspResponse: "OCSP response"
        case .privateKey: "private key"
        }
    }

    static func name(_ structure: EncodedStructure) -> String {
        (structure == .ocspResponse ? "an " : "a ") + noun(structure)
    }

    private static func labels(_ structure: EncodedStructure) -> Set<String> {
        switch structure {
        case .certificate: ["CERTIFICATE", "X509 CERTIFICATE"]
        case .revocationList: ["X509 CRL"]
        case .ocspResponse: ["OCSP RESPONSE"]
        case .privateKey: ["PRIVATE KEY"]
        }
    }

    /// Whether one SEQUENCE is all of the file. A text could begin with its tag, "0".
    private static func isDER(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes[0] == 0x30 else { return false }
        guard bytes[1] >= 0x80 else { return bytes.count == 2 + Int(bytes[1]) }
        let count = Int(bytes[1] & 0x7F)
        guard (1...4).contains(count), bytes.count >= 2 + count else { return false }
        let length = bytes[2..<(2 + count)].reduce(0) { $0 << 8 | Int($1) }
        return bytes.count == 2 + count + length
    }

    private static func contents(_ path: String) throws(InputError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= maximumLength else {
                throw InputError("\(path) is longer than the longest list that is read (256 MiB).")
            }
            bytes += block[..<count]
        }
    }

    private static func unreadable(_ path: String) -> InputError {
        InputError("\(path) cannot be read: \(String(cString: strerror(errno))).")
    }
}

/// Object identifiers as people write them.
enum ObjectIdentifierText {
    /// Whether `text` is one: two or more numbers between dots, the first 0 to 2, the second below 40 unless the first
    /// is 2 (ITU-T X.660 §7.6).
    static func isValid(_ text: String) -> Bool {
        let arcs = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...64).contains(arcs.count), text.utf8.count <= 255,
            arcs.allSatisfy({ arc in
                !arc.isEmpty && arc.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                    && (arc == "0" || arc.first != "0")
            }), let first = Int(arcs[0]), first <= 2
        else { return false }
        return first == 2 || (Int(arcs[1]) ?? .max) < 40
    }
}
