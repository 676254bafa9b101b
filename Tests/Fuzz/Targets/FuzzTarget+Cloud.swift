internal import Issuance
internal import MunicipalCloud
internal import StrictJSON

extension FuzzTarget {
    /// What the cloud says, and JSON of any kind.
    static let cloud = [
        FuzzTarget("cloud-session", atMost: 70_000) { (try? Wire.session($0.body)) != nil },
        FuzzTarget("cloud-entitlement", atMost: 70_000) { bytes in
            guard let entitlement = try? Wire.entitlement(bytes.body) else { return false }
            hold(
                (1...Offer.maximumMembers).contains(entitlement.memberNames.count),
                "a household has as many members as the contract allows")
            return true
        },
        FuzzTarget("cloud-manifest", atMost: 70_000) { bytes in
            guard let request = RequestID("000102030405060708090a0b0c0d0e0f") else { return false }
            return (try? Wire.manifest(bytes.body, of: request)) != nil
        },
        FuzzTarget("cloud-service", atMost: 70_000) { (try? Wire.service($0.body)) != nil },
        FuzzTarget("cloud-problem", atMost: 70_000) { bytes in
            let answer = TransferAnswer(status: 409, mediaType: "application/problem+json", body: bytes.body)
            guard case .problem = Wire.failure(answer).cause else { return false }
            return true
        },
        FuzzTarget("json", atMost: 4_096) { bytes in
            let bounds = JSONBounds(length: 4_000, depth: 8, values: 500)
            return bytes.withUnsafeBytes { buffer in (try? JSONReader.read(buffer, within: bounds)) != nil }
        },
    ]
}

extension [UInt8] {
    /// As an answer's body arrives: what is beyond the limit never gets here.
    fileprivate var body: WipedBuffer {
        let buffer = WipedBuffer(limit: count)
        try? buffer.append(self)
        return buffer
    }
}
