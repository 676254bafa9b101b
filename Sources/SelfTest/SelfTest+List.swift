public import Board

extension SelfTest {
    /// The tests of a machine with these parts: a part that it lacks has none.
    ///
    /// - Parameters:
    ///   - hasServices: systemd looks after this machine's programs.
    ///   - isPackaged: the system keeps the software's checksums.
    public static func list(for board: PartsList, hasServices: Bool = true, isPackaged: Bool = true) -> [SelfTest] {
        var tests = [
            SelfTest(.cardReader, checkReader), SelfTest(.testCard, checkCard), SelfTest(.printer, checkPrinter),
            SelfTest(.testSheet, checkTestSheet),
        ]
        if board.coinMechanism != nil { tests.append(SelfTest(.coinMechanism, checkCoins)) }
        if board.indicators != nil {
            tests += [SelfTest(.lamps, checkLamps), SelfTest(.buzzer, checkBuzzer)]
        }
        if board.serviceDoor != nil { tests.append(SelfTest(.serviceDoor, checkDoor)) }
        if let watchdog = board.watchdog { tests.append(SelfTest(.watchdog) { await checkWatchdog(watchdog, $0) }) }
        tests += [SelfTest(.screen, checkScreen), SelfTest(.touch, checkTouch), SelfTest(.colours, checkColours)]
        if let keypad = board.keypad {
            tests += [SelfTest(.keypad) { await checkKeypad(keypad, $0) }, SelfTest(.keys, checkKeys)]
        }
        if let headphones = board.headphones {
            tests.append(SelfTest(.headphones) { await checkHeadphones(headphones, $0) })
            // Without a socket nobody is spoken to.
            tests += [SelfTest(.voice, checkVoice), SelfTest(.speech, checkSpeech)]
        }
        tests += [
            SelfTest(.network, checkNetwork), SelfTest(.cloud, checkCloud),
            SelfTest(.certificates, checkCertificates), SelfTest(.revocation, checkRevocation),
            SelfTest(.clock, checkClock), SelfTest(.disk, checkDisk), SelfTest(.journal, checkJournal),
            SelfTest(.memory, checkMemory), SelfTest(.temperature, checkTemperature),
        ]
        if isPackaged { tests.append(SelfTest(.software, checkSoftware)) }
        if hasServices { tests.append(SelfTest(.services, checkServices)) }
        return tests
    }
}
