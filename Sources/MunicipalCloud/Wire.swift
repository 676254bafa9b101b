package import Issuance
internal import LockedMemory
internal import StrictJSON

/// The bodies of the contract. What is read is checked against `openapi.yaml`'s bounds, member by member.
package enum Wire {
    // MARK: Requests

    static func sessionRequest(_ request: RequestID) throws(CloudError) -> WipedBuffer {
        var writer = try JSONWriter()
        try writer.member("requestId", request.description)
        return try writer.finish()
    }

    static func proof(certificate: [UInt8], signature: [UInt8]) throws(CloudError) -> WipedBuffer {
        guard (1...CloudLimits.cardCertificateLength).contains(certificate.count),
            (1...CloudLimits.signatureLength).contains(signature.count)
        else { throw .malformed(.request) }
        var writer = try JSONWriter()
        try writer.member("certificate", base64: certificate)
        try writer.member("signature", base64: signature)
        try writer.member("algorithm", "rsa-pkcs1-sha256")
        return try writer.finish()
    }

    static func order(_ order: Order, _ request: RequestID) throws(CloudError) -> WipedBuffer {
        var writer = try JSONWriter()
        try writer.member("requestId", request.description)
        try writer.member("kind", order.certificate.kind.rawValue)
        try writer.member("options", order.certificate.optionTokens)
        try writer.member("copies", order.copies)
        try writer.member("fee", order.fee.amount)
        return try writer.finish()
    }

    static func outcome(_ outcome: Outcome) throws(CloudError) -> WipedBuffer {
        let (name, sheets) =
            switch outcome {
            case .delivered(let sheets): ("delivered", sheets)
            case .refused: ("refused", 0)
            case .spoiled(let sheets): ("spoiled", sheets)
            }
        guard (0...Outcome.maximumSheets).contains(sheets) else { throw .malformed(.request) }
        var writer = try JSONWriter()
        try writer.member("outcome", name)
        try writer.member("sheets", sheets)
        return try writer.finish()
    }

    // MARK: Answers

    /// What an answer's JSON may have: the contract's deepest place is 4, and its largest answer has some 300 values.
    private static let bounds = JSONBounds(length: CloudLimits.answerLength, depth: 16, values: 4_096)

    /// Lends the members of an answer, which is one object, for the length of `body`.
    private static func read<Value>(
        _ answer: WipedBuffer, _ body: (JSONObject) throws(JSONError) -> Value
    ) throws(CloudError) -> Value {
        do {
            return try answer.withBytes { (bytes) throws(JSONError) in
                try body(try JSONObject(bytes, within: bounds))
            }
        } catch {
            switch error {
            case .malformed: throw .malformed(.shape("$"))
            case .shape(let place): throw .malformed(.shape(place))
            case .noLockedMemory: throw .noLockedMemory
            }
        }
    }

    /// The bytes of a base64 text.
    private static func decoded(
        _ fields: JSONObject, _ name: String, atMost length: Int
    ) throws(JSONError) -> [UInt8] {
        let text = try fields.bytes(name, atMost: (length + 2) / 3 * 4)
        guard let value = Base64.decode(text), value.count <= length else { throw fields.wrong(name) }
        return value
    }

    package static func session(_ body: WipedBuffer) throws(CloudError) -> CloudSession {
        try read(body) { (fields) throws(JSONError) in
            let id = try fields.string("sessionId", atMost: 32)
            let challenge = try decoded(fields, "challenge", atMost: 32)
            let expiry = try fields.value("expiresAt", atMost: 25, Timestamp.seconds)
            guard let session = CloudSession(id: id, challenge: challenge, expiresAt: expiry) else {
                throw fields.wrong(RequestID(id) == nil ? "sessionId" : "challenge")
            }
            return session
        }
    }

    package static func entitlement(_ body: WipedBuffer) throws(CloudError) -> Entitlement {
        try read(body) { (fields) throws(JSONError) in
            let town = try fields.object("municipality")
            // 64 characters have at most 256 bytes.
            let municipality = Municipality(
                code: try town.value("code", atMost: 5) { MunicipalityCode($0) },
                name: try town.value("name", atMost: 256) { (1...64).contains($0.unicodeScalars.count) ? $0 : nil })
            var certificates: [OfferedCertificate] = []
            for entry in try fields.objects("certificates", count: 1...8) {
                // A kind that this kiosk does not know can't be ordered at it.
                guard let certificate = try offered(entry) else { continue }
                guard !certificates.contains(where: { $0.kind == certificate.kind }) else { throw entry.wrong("kind") }
                certificates.append(certificate)
            }
            guard !certificates.isEmpty else { throw fields.wrong("certificates") }
            let names = try memberNames(fields)
            return Entitlement(
                offer: Offer(municipality: municipality, certificates: certificates, memberCount: names.count),
                memberNames: names)
        }
    }

    private static func offered(_ fields: JSONObject) throws(JSONError) -> OfferedCertificate? {
        let kindName = try fields.string("kind", atMost: 64)
        let fee = try fields.integer("fee", in: 0...Yen.maximum)
        let copies = try fields.integer("maximumCopies", in: 1...OfferedCertificate.highestMaximumCopies)
        var availability = OfferedCertificate.Availability.available
        if fields.has("unavailable") {
            availability = .unavailable(try fields.value("unavailable", atMost: 64) { Refusal(rawValue: $0) })
        }
        guard let kind = CertificateKind(rawValue: kindName) else { return nil }
        guard let fee = Yen(fee) else { throw fields.wrong("fee") }
        return OfferedCertificate(kind: kind, fee: fee, maximumCopies: copies, availability: availability)
    }

    private static func memberNames(_ fields: JSONObject) throws(JSONError) -> [LockedBytes] {
        var names: [LockedBytes] = []
        for member in try fields.objects("members", count: 1...Offer.maximumMembers) {
            guard try member.integer("number", in: 0...Offer.maximumMembers - 1) == names.count else {
                throw member.wrong("number")
            }
            // 200 characters have at most 800 bytes.
            names.append(try member.secret("name", atMost: 800))
        }
        return names
    }

    package static func manifest(_ body: WipedBuffer, of request: RequestID) throws(CloudError) -> [UInt8] {
        try read(body) { (fields) throws(JSONError) in
            guard try fields.value("issuanceId", atMost: 32, { RequestID($0) }) == request else {
                throw fields.wrong("issuanceId")
            }
            let manifest = try decoded(fields, "manifest", atMost: CloudLimits.manifestLength)
            guard !manifest.isEmpty else { throw fields.wrong("manifest") }
            return manifest
        }
    }

    package static func service(_ body: WipedBuffer) throws(CloudError) -> ServiceStatus {
        try read(body) { (fields) throws(JSONError) in
            let opens = try fields.value("opens", atMost: 5, Timestamp.minutes)
            let closes = try fields.value("closes", atMost: 5, Timestamp.minutes)
            guard opens < closes else { throw fields.wrong("closes") }
            var closedDates: Set<ServiceDate> = []
            for date in try fields.strings("closedDates", count: 0...400, atMost: 10) {
                guard let day = Timestamp.day(date) else { throw fields.wrong("closedDates") }
                closedDates.insert(ServiceDate(day: day))
            }
            var maintenance: [Range<Int64>] = []
            for window in try fields.objects("maintenance", count: 0...100) {
                let from = try window.value("from", atMost: 25, Timestamp.seconds)
                let until = try window.value("until", atMost: 25, Timestamp.seconds)
                guard from < until else { throw window.wrong("until") }
                maintenance.append(from..<until)
            }
            return ServiceStatus(
                opens: opens, closes: closes, closedDates: closedDates, maintenance: maintenance,
                cloudTime: try fields.value("now", atMost: 25, Timestamp.seconds))
        }
    }

    // MARK: Problems

    /// What an answer other than a good one means.
    package static func failure(_ answer: TransferAnswer) -> CloudError {
        if answer.mediaType == "application/problem+json", let problem = problem(answer) {
            return CloudError(problem.kind, .problem(problem))
        }
        switch answer.status {
        case 401, 403, 407: return CloudError(.failed(.untrusted), .status(answer.status))
        case 408: return CloudError(.failed(.late), .status(answer.status))
        case 429, 500...599: return CloudError(.failed(.serverFault), .status(answer.status))
        default: return .malformed(.status(answer.status))
        }
    }

    private static func problem(_ answer: TransferAnswer) -> ProblemType? {
        try? read(answer.body) { (fields) throws(JSONError) in
            let type = try fields.string("type", atMost: 100)
            guard try fields.integer("status", in: 400...599) == answer.status, let problem = ProblemType(type) else {
                throw fields.wrong("type")
            }
            return problem
        }
    }
}
