internal import JukiCard
internal import LockedMemory
internal import SmartCard

extension FuzzTarget {
    /// What a card says.
    static let card = [
        FuzzTarget("card-answers", atMost: 20_000, talk),
        FuzzTarget("certificate-header", atMost: 8) { bytes in
            guard let length = CertificateHeader.totalLength(bytes) else { return false }
            hold(
                (CertificateHeader.minimumLength...CertificateHeader.maximumLength).contains(length),
                "a certificate's length lies within its bounds")
            return true
        },
    ]

    /// The whole conversation with a card whose every answer is foreign.
    private static func talk(_ bytes: [UInt8]) -> Bool {
        let channel = ForeignCard(bytes)
        guard let card = try? JukiCard.open(channel), let readout = try? card.readout() else { return false }
        hold((0...15).contains(readout.pinTriesLeft), "a nibble tells the tries that are left")
        hold(
            CertificateHeader.totalLength(readout.certificate) == readout.certificate.count,
            "a certificate was read as far as its header says, and no further")
        guard let digits = try? LockedBytes(copying: [0x31, 0x32, 0x33, 0x34]),
            let pin = try? PIN(digits, for: card.profile), case .accepted? = try? card.verify(pin),
            let digestInfo = DigestInfo.sha256([UInt8](repeating: 7, count: 32)),
            let signature = try? card.sign(digestInfo: digestInfo)
        else { return false }
        hold(signature.count == card.profile.signatureLength, "a signature is as long as the key")
        return true
    }
}

/// A card that takes its answers, one after the other, from the fuzzer: two bytes of length, then as many of answer.
private final class ForeignCard: CardChannel {
    private var rest: ArraySlice<UInt8>
    private(set) var supportsExtendedLength = true
    /// More than any conversation takes: a card must not be able to keep the kiosk asking.
    private var commandsLeft = 4_096

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func refuseExtendedLength() { supportsExtendedLength = false }

    func transmit(_ command: CommandAPDU) throws(CardReaderError) -> ResponseAPDU {
        commandsLeft -= 1
        hold(commandsLeft > 0, "a conversation with a card ends")
        guard rest.count >= 2 else { throw CardReaderError(.cardRemoved) }
        let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
        let answer = Array(rest.prefix(length))
        rest = rest.dropFirst(length)
        return try answer.withUnsafeBufferPointer { (buffer) throws(CardReaderError) in
            try ResponseAPDU(UnsafeRawBufferPointer(buffer))
        }
    }
}
