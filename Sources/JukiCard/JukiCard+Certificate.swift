internal import SmartCard

extension JukiCard {
    /// The certificate for user authentication, in DER, cut to its own length: 2 commands where an
    /// extended answer holds it, otherwise 1 and one for each 256 bytes.
    ///
    /// - Throws: ``JukiCardError/malformedCertificate`` for what is none.
    public func certificate() throws(JukiCardError) -> [UInt8] {
        try select(profile.certificate)
        if channel.supportsExtendedLength {
            if let bytes = try firstExtendedPart() { return try wholeCertificate(from: bytes, partLength: 65_536) }
            // Asked once, refused once: short from here on.
            channel.refuseExtendedLength()
        }
        return try wholeCertificate(from: [], partLength: 256)
    }

    /// All of the file by one extended command, or nil if card or reader do not take it.
    private func firstExtendedPart() throws(JukiCardError) -> [UInt8]? {
        let response: ResponseAPDU
        do {
            // Le 0000 means: to the end of the file.
            response = try channel.transmit(Self.read(from: 0, expecting: 65_536))
        } catch {
            switch error.kind {
            // A reader that cannot carry the command fails in ways of its own.
            case .protocolError, .other: return nil
            case .noReader, .noCard, .cardRemoved, .sharingViolation, .serviceDown, .unresponsiveCard, .timedOut:
                throw .reader(error)
            }
        }
        if response.status == .success || response.status == .endOfFile { return response.data }
        guard response.status.mayMeanShortOnly else { throw refusal(response.status) }
        return nil
    }

    /// Reads what is missing after `start`, in parts of at most `partLength`.
    private func wholeCertificate(from start: [UInt8], partLength: Int) throws(JukiCardError) -> [UInt8] {
        var bytes = start
        // Twice what the longest certificate takes: a card that gives a byte at a time is refused.
        var partsLeft = 2 * CertificateHeader.maximumLength / 256
        while bytes.count < 4 || bytes.count < (CertificateHeader.totalLength(bytes) ?? 0) {
            let missing = (CertificateHeader.totalLength(bytes) ?? 256) - bytes.count
            let response = try send(Self.read(from: bytes.count, expecting: min(missing, partLength)))
            guard response.status == .success || response.status == .endOfFile else {
                throw refusal(response.status)
            }
            partsLeft -= 1
            guard !response.data.isEmpty, partsLeft > 0 else { throw .malformedCertificate }
            bytes += response.data
        }
        guard let total = CertificateHeader.totalLength(bytes) else { throw .malformedCertificate }
        // The file may be larger than what lies in it.
        return bytes.count == total ? bytes : Array(bytes.prefix(total))
    }

    private func refusal(_ status: StatusWord) -> JukiCardError {
        switch status {
        case .securityStatusNotSatisfied: .pinRequired
        // The end of the file, before the end of the certificate.
        case StatusWord(0x6B00): .malformedCertificate
        default: .refused(.readCertificate, status)
        }
    }

    /// READ BINARY at an offset of 15 bits (ISO/IEC 7816-4 §11.3.3); certificates end far below.
    private static func read(from offset: Int, expecting count: Int) -> CommandAPDU {
        CommandAPDU(
            cla: 0x00, ins: 0xB0, p1: UInt8(offset >> 8 & 0x7F), p2: UInt8(truncatingIfNeeded: offset),
            expectedCount: count)
    }
}
