internal import SmartCard

extension JukiCard {
    /// Has the card sign, with the key for user authentication: 2 commands, or 1 when the key is selected.
    ///
    /// - Parameter digestInfo: At most 245 bytes, such as ``DigestInfo/sha256(_:)`` makes. The card
    ///   pads it (RSASSA-PKCS1-v1_5, RFC 8017 §8.2).
    /// - Returns: ``CardProfile/signatureLength`` bytes.
    /// - Throws: ``JukiCardError/pinRequired`` before a good PIN.
    public func sign(digestInfo: [UInt8]) throws(JukiCardError) -> [UInt8] {
        guard 1...DigestInfo.maximumCount ~= digestInfo.count else { throw .malformedDigest }
        try select(profile.key)
        // PERFORM SECURITY OPERATION as this application has it; Le 00 brings all 256 bytes.
        let response = try send(
            CommandAPDU(cla: 0x80, ins: 0x2A, p1: 0x00, p2: 0x80, data: digestInfo, expectedCount: 256))
        switch response.status {
        case .success: break
        case .securityStatusNotSatisfied: throw .pinRequired
        default: throw .refused(.sign, response.status)
        }
        guard response.data.count == profile.signatureLength else { throw .malformedSignature }
        return response.data
    }
}
