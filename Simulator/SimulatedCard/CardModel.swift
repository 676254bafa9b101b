/// Which card is simulated: what its token information and its answer to reset say.
public enum CardModel: String, Hashable, Sendable, CaseIterable {
    /// The Juki card. Only its token label is public; all else is simulated, after the My Number card.
    case juki
    /// The My Number card.
    case myNumber

    /// The first 32 bytes of the token information, without the blanks.
    var tokenLabel: String {
        switch self {
        case .juki: "JPKIAPICCTOKEN"
        case .myNumber: "JPKIAPICCTOKEN2"
        }
    }

    /// The answer to reset (ISO/IEC 7816-3 §8), T=1 for both.
    ///
    /// The My Number card's is the one that OpenSC's `jpki` driver knows. The Juki card's is made up, of
    /// the form that a contactless reader makes (PC/SC part 3 §3.1.3.2.3.2), so that nobody can tell the
    /// card by it.
    public var answerToReset: [UInt8] {
        switch self {
        case .myNumber:
            return [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14]
        case .juki:
            // T0 with TD1 and 8 historical bytes, TD1: T=1 alone, ATQB data and MBLI, then the check byte.
            let bytes: [UInt8] = [0x88, 0x01, 0x00, 0x00, 0x00, 0x00, 0x33, 0x81, 0x81, 0x00]
            return [0x3B] + bytes + [bytes.reduce(0, ^)]
        }
    }

    /// EF 0006: CK_TOKEN_INFO (PKCS #11 v2.20 §9.2) written out in 160 bytes, numbers little-endian in four.
    var tokenInformation: [UInt8] {
        func padded(_ text: String, to length: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0x20, count: length - text.utf8.count)
        }
        func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        /// CK_UNAVAILABLE_INFORMATION
        let unavailable: UInt32 = 0xFFFF_FFFF

        var bytes = padded(tokenLabel, to: 32)  // label
        bytes += padded("Simulated", to: 32)  // manufacturerID
        bytes += padded("Madoguchi", to: 16)  // model
        bytes += padded("0000000000000000", to: 16)  // serialNumber
        bytes += number(0x0000_040D)  // flags: RNG, LOGIN_REQUIRED, USER_PIN_INITIALIZED, TOKEN_INITIALIZED
        bytes += [UInt32](repeating: unavailable, count: 4).flatMap(number)  // sessions: most and now, all and R/W
        bytes += number(16) + number(4)  // PIN lengths: most, least
        bytes += [UInt32](repeating: unavailable, count: 4).flatMap(number)  // memory: public and private, all and free
        bytes += [1, 0, 1, 0]  // versions of hardware and firmware
        bytes += [UInt8](repeating: 0x30, count: 16)  // utcTime: the card has no clock
        return bytes
    }
}
