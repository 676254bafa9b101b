/// What a reader's own PIN pad can do (PC/SC part 10, "IFDs with Secure PIN Entry Capabilities").
public struct PINPadFeatures: Hashable, Sendable {
    /// The control code of FEATURE_VERIFY_PIN_DIRECT on this reader.
    public var verifyControlCode: UInt32

    /// Names the control code of the feature.
    public init(verifyControlCode: UInt32) { self.verifyControlCode = verifyControlCode }
}

/// A VERIFY that the reader completes with the PIN typed on its own pad.
public struct PINPadRequest: Hashable, Sendable {
    /// The command's header; the reader adds length and digits.
    public var cla, ins, p1, p2: UInt8
    /// How many digits a PIN has at least, 1…15.
    public var minimumLength: UInt8
    /// How many digits a PIN has at most, no fewer than ``minimumLength``, at most 15.
    public var maximumLength: UInt8
    /// How long the pad waits for the first digit, in seconds.
    public var firstDigitSeconds: UInt8
    /// How long the pad waits for each further digit, in seconds.
    public var nextDigitSeconds: UInt8

    /// Describes the PIN to ask for.
    ///
    /// - Parameter lengths: Within 1…15; the pad refuses others.
    public init(
        cla: UInt8 = 0x00, ins: UInt8 = 0x20, p1: UInt8 = 0x00, p2: UInt8, lengths: ClosedRange<UInt8>,
        firstDigitSeconds: UInt8 = 30, nextDigitSeconds: UInt8 = 20
    ) {
        self.cla = cla
        self.ins = ins
        self.p1 = p1
        self.p2 = p2
        self.minimumLength = lengths.lowerBound
        self.maximumLength = lengths.upperBound
        self.firstDigitSeconds = firstDigitSeconds
        self.nextDigitSeconds = nextDigitSeconds
    }

    /// PIN_VERIFY_STRUCTURE (PC/SC part 10 §2.5.2), packed, numbers in little-endian order.
    ///
    /// The PIN goes in as ASCII digits, left-justified, right behind Lc. Where its length is fixed the
    /// block has that length and Lc stands there; where it varies, block and Lc are left to the reader.
    var verifyStructure: [UInt8] {
        let fixed = minimumLength == maximumLength
        let lc = fixed ? maximumLength : 0
        // FF is filler: the reader overwrites all of it.
        let template = [cla, ins, p1, p2, lc] + [UInt8](repeating: 0xFF, count: Int(lc))
        var bytes: [UInt8] = [
            firstDigitSeconds,  // bTimerOut
            nextDigitSeconds,  // bTimerOut2
            0x82,  // bmFormatString: positions in bytes, PIN at 0 of the data, left-justified, ASCII
            lc & 0x0F,  // bmPINBlockString: no length field in the data, block of this many bytes
            0x00,  // bmPINLengthFormat: the length is inserted nowhere
            maximumLength, minimumLength,  // wPINMaxExtraDigit 0xXXYY: XX minimum, YY maximum
            fixed ? 0x03 : 0x02,  // bEntryValidationCondition: confirm key, or the last digit where the length is fixed
            0x01,  // bNumberMessage: one message on the reader's display
            0x11, 0x04,  // wLangId 0x0411: Japanese
            0x00,  // bMsgIndex
            0x00, 0x00, 0x00,  // bTeoPrologue: T=1 block prologue, the reader's own business
        ]
        let length = UInt32(template.count)
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        return bytes + template
    }
}

/// How asking on the pad ended.
public enum PINPadAnswer: Hashable, Sendable {
    /// The card was asked and gave this status.
    case answered(StatusWord)
    /// Nobody typed in time (6400). The card was not asked.
    case timedOut
    /// The cancel key was pressed (6401). The card was not asked.
    case cancelled
    /// Too few or too many digits (6403). The card was not asked.
    case wrongLength

    /// Sorts the reader's answer (PC/SC part 10 §2.5.2.3).
    init(_ response: ResponseAPDU) {
        self =
            switch response.status.rawValue {
            case 0x6400: .timedOut
            case 0x6401: .cancelled
            case 0x6403: .wrongLength
            default: .answered(response.status)
            }
    }
}
