internal import LockedMemory
internal import SmartCard

extension JukiCard {
    /// How many tries the PIN has left, 0 when it is blocked, without spending one: 2 commands, or 1
    /// when the PIN's file is selected.
    public func pinTriesLeft() throws(JukiCardError) -> Int {
        try select(profile.pin)
        // VERIFY without data asks (ISO/IEC 7816-4 §11.5.6). After a good PIN some cards still answer 63Cx.
        let status = try send(CommandAPDU(cla: 0x00, ins: 0x20, p1: 0x00, p2: Self.pinReference)).status
        if let triesLeft = status.triesLeft { return triesLeft }
        // 9000: verified already, and a good PIN has filled the count.
        guard status == .success else { throw .refused(.queryPIN, status) }
        return profile.pinTries
    }

    /// Has the card check the PIN: 1 command when the PIN's file is selected, else 2. The VERIFY
    /// itself is sent once and never again, whatever comes back or fails to.
    public func verify(_ pin: PIN) throws(JukiCardError) -> PINVerdict {
        // An erased PIN, or one made for another card, must not cost a try.
        _ = try PIN(pin.digits, for: profile)
        let command: CommandAPDU
        do {
            command = try CommandAPDU(cla: 0x00, ins: 0x20, p1: 0x00, p2: Self.pinReference, secret: pin.digits)
        } catch {
            throw .noLockedMemory
        }
        try select(profile.pin)
        return try verdict(try send(command).status)
    }

    /// Has the reader ask for the PIN on its own pad: the same command, whose digits never come here.
    ///
    /// - Returns: nil when nobody typed a PIN (time out, cancel key, wrong length); no try was spent.
    public func verifyOnPad() throws(JukiCardError) -> PINVerdict? {
        let lengths = UInt8(clamping: profile.pinLengths.lowerBound)...UInt8(clamping: profile.pinLengths.upperBound)
        try select(profile.pin)
        let answer: PINPadAnswer
        do {
            answer = try channel.verifyPINOnPad(PINPadRequest(p2: Self.pinReference, lengths: lengths))
        } catch {
            throw .reader(error)
        }
        switch answer {
        case .answered(let status): return try verdict(status)
        case .timedOut, .cancelled, .wrongLength: return nil
        }
    }

    /// P2 80: a PIN of the application that is selected.
    private static let pinReference: UInt8 = 0x80

    private func verdict(_ status: StatusWord) throws(JukiCardError) -> PINVerdict {
        if status == .success { return .accepted }
        guard let triesLeft = status.triesLeft else { throw .refused(.verifyPIN, status) }
        return triesLeft == 0 ? .blocked : .rejected(triesLeft: triesLeft)
    }
}
