internal import Issuance
internal import SimulatedKiosk

/// The machine by itself: whole sessions from rest to rest, on one core.
struct MachineBench {
    private static let sessions = 400_000

    func run(_ sheet: inout BenchSheet) throws {
        guard let code = MunicipalityCode("13113"), let fee = Yen(300), let coin = Yen(100) else { return }
        let offer = Offer(
            municipality: Municipality(code: code, name: "渋谷区"),
            certificates: [
                OfferedCertificate(kind: .residenceRecord, fee: fee, maximumCopies: 2, availability: .available)
            ], memberCount: 2)
        var machine = IssuanceMachine(hindrances: [])
        var effects = 0
        var best = 0.0
        // The best of five: what else the computer did meanwhile is not the machine's.
        for _ in 0..<5 {
            let start = ContinuousClock.now
            for _ in 0..<(Self.sessions / 5) { effects += Self.session(&machine, offer: offer, coin: coin) }
            best = max(best, Double(Self.sessions / 5) / ((ContinuousClock.now - start) / .seconds(1)))
        }
        // A session that stopped half-way would be quick too.
        guard machine.isAtRest, effects >= Self.sessions * 40 else {
            throw StackError(part: "machine", reason: "its sessions did not come to their end (\(effects) effects)")
        }
        sheet.line("sessions of the machine, \(effects / Self.sessions) effects each", best, "/s", atLeast: 200_000)
    }

    /// - Returns: how many effects it took.
    private static func session(_ machine: inout IssuanceMachine, offer: Offer, coin: Yen) -> Int {
        var effects = 0
        func happen(_ event: IssuanceMachine.Event) { effects += machine.receive(event).count }
        func touch(_ touch: IssuanceMachine.Touch) { happen(.touched(touch)) }
        func answer(_ answer: IssuanceMachine.Answer) {
            happen(.answered(machine.outstanding ?? RequestHandle(number: 0), answer))
        }
        touch(.begin)
        touch(.chooseIssuance)
        touch(.agree)
        happen(.cardInserted)
        answer(
            .cardRead(
                IssuanceMachine.CardSummary(
                    profile: "juki-card", triesLeft: 3, pinLengths: 4...4, entersPINOnReader: false)))
        touch(.enterPIN)
        answer(.pinAccepted)
        answer(.certificateAccepted)
        answer(.challengeReceived)
        answer(.challengeSigned)
        answer(.offered(offer))
        happen(.cardRemoved)
        touch(.chooseCertificate(.residenceRecord))
        touch(.proceed)
        touch(.proceed)
        touch(.confirm)
        answer(.printerReady)
        answer(.manifestReceived)
        answer(.documentReceived)
        answer(.documentAccepted(sheetsPerCopy: 1))
        for _ in 0..<3 { happen(.moneyCredited(coin)) }
        answer(.printed(sheets: 1))
        touch(.paperTaken)
        touch(.takeReceipt(true))
        touch(.close)
        return effects
    }
}
