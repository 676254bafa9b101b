internal import FoundationEssentials
internal import Issuance

struct SessionAnswer: Encodable, Hashable, Sendable {
    var sessionId: String
    var challenge: String
    var expiresAt: String
}

struct EntitlementAnswer: Encodable, Hashable, Sendable {
    struct Municipality: Encodable, Hashable, Sendable {
        var code: String
        var name: String
    }
    struct Certificate: Encodable, Hashable, Sendable {
        var kind: String
        var fee: Int
        var maximumCopies: Int
        var unavailable: String?
    }
    struct Member: Encodable, Hashable, Sendable {
        var number: Int
        var name: String
    }
    var municipality: Municipality
    var certificates: [Certificate]
    var members: [Member]
}

struct IssuanceAnswer: Encodable, Hashable, Sendable {
    var issuanceId: String
    var manifest: String
}

struct ServiceAnswer: Encodable, Hashable, Sendable {
    struct Window: Encodable, Hashable, Sendable {
        var from: String
        var until: String
    }
    var opens: String
    var closes: String
    var closedDates: [String]
    var maintenance: [Window]
    var now: String
}

extension [UInt8] {
    var base64: String { Data(self).base64EncodedString() }

    init?(base64 text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        self.init(data)
    }
}
