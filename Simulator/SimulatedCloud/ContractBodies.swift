internal import FoundationEssentials
internal import Issuance

/// The bodies that the contract lets a kiosk send, read as strictly as the contract says: every member there, no
/// other, none twice, all within bounds.
protocol ContractBody: Decodable, Hashable, Sendable {
    associatedtype CodingKeys: CodingKey, CaseIterable
    /// Members that may be absent.
    static var optional: Set<String> { get }
    /// Whether the values are within the contract's bounds.
    var isWithinBounds: Bool { get }
}

extension ContractBody {
    static var optional: Set<String> { [] }

    static func read(_ body: [UInt8]) throws(Problem) -> Self {
        guard let names = MemberNames.ofFlatObject(body) else { throw .malformedRequest }
        let known = Set(CodingKeys.allCases.map(\.stringValue))
        guard Set(names).count == names.count, known.isSuperset(of: names),
            known.subtracting(optional).isSubset(of: names),
            let value = try? JSONDecoder().decode(Self.self, from: Data(body)), value.isWithinBounds
        else { throw .malformedRequest }
        return value
    }
}

struct SessionBody: ContractBody {
    enum CodingKeys: String, CodingKey, CaseIterable { case requestId }
    var requestId: String
    var isWithinBounds: Bool { RequestID(requestId) != nil }
}

struct ProofBody: ContractBody {
    enum CodingKeys: String, CodingKey, CaseIterable { case certificate, signature, algorithm }
    var certificate: String
    var signature: String
    var algorithm: String

    var isWithinBounds: Bool {
        algorithm == "rsa-pkcs1-sha256" && (4...10_924).contains(certificate.utf8.count)
            && (344...684).contains(signature.utf8.count)
    }
}

struct OrderBody: ContractBody {
    enum CodingKeys: String, CodingKey, CaseIterable { case requestId, kind, options, copies, fee }
    var requestId: String
    var kind: String
    var options: [String]
    var copies: Int
    var fee: Int

    var isWithinBounds: Bool {
        RequestID(requestId) != nil && specification != nil
            && (1...OfferedCertificate.highestMaximumCopies).contains(copies) && Yen(fee) != nil
    }

    var specification: CertificateSpecification? {
        CertificateKind(rawValue: kind).flatMap { CertificateSpecification(kind: $0, optionTokens: options) }
    }
}

struct OutcomeBody: ContractBody {
    enum CodingKeys: String, CodingKey, CaseIterable { case outcome, sheets, reportedAt }
    static let optional: Set<String> = ["reportedAt"]
    var outcome: String
    var sheets: Int
    var reportedAt: String?

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        outcome = try members.decode(String.self, forKey: .outcome)
        sheets = try members.decode(Int.self, forKey: .sheets)
        // It may be left out; null is no date.
        reportedAt = members.contains(.reportedAt) ? try members.decode(String.self, forKey: .reportedAt) : nil
    }

    var isWithinBounds: Bool {
        value != nil && reportedAt.map { (try? Date($0, strategy: .iso8601)) != nil } ?? true
    }

    var value: Outcome? {
        guard (0...Outcome.maximumSheets).contains(sheets) else { return nil }
        switch outcome {
        case "delivered": return sheets > 0 ? .delivered(sheets: sheets) : nil
        case "refused": return sheets == 0 ? .refused : nil
        case "spoiled": return .spoiled(sheets: sheets)
        default: return nil
        }
    }
}

/// The member names of a JSON object whose values hold no objects, in order and as often as they stand there:
/// decoders keep one of two members with one name and do not tell.
enum MemberNames {
    static func ofFlatObject(_ body: [UInt8]) -> [String]? {
        var names: [String] = []
        var depth = 0
        var text: [UInt8]?
        var lastText: [UInt8] = []
        var isEscaped = false
        for byte in body {
            if var open = text {
                if byte == UInt8(ascii: "\""), !isEscaped {
                    lastText = open
                    text = nil
                } else {
                    // A name with an escape is none of the contract's; it stays as it is and is not known.
                    isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                    open.append(byte)
                    text = open
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): text = []
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":"):
                guard depth == 1 else { return nil }
                names.append(String(decoding: lastText, as: UTF8.self))
            default: break
            }
        }
        return depth == 0 && text == nil ? names : nil
    }
}
