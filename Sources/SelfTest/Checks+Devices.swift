public import Board
internal import Issuance
internal import Journal
public import Printing
internal import Voice

extension SelfTest {
    static func checkPrinter(_ bench: TestBench) async -> Outcome {
        let printer = bench.equipment.printer
        do throws(PrintingError) {
            let condition = try await printer.condition()
            let isEmpty = try await printer.queueIsEmpty()
            return Outcome(Finding.list(condition) + (isEmpty ? [] : [.printQueueNotEmpty]))
        } catch {
            return Outcome(Finding.list(error))
        }
    }

    static func checkCoins(_ bench: TestBench) async -> Outcome {
        guard let coins = bench.equipment.coins, let part = bench.equipment.board.coinMechanism else {
            return Outcome([.noDriver])
        }
        do throws(CoinMechanismError) {
            try await coins.ready()
            let holdings = try await coins.holdings()
            let wanted = bench.equipment.board.limits.changePieces
            let tubes = part.tubeCapacities.keys.sorted()
            return Outcome(
                tubes.filter { holdings[$0] < wanted }.map(Finding.changeLow),
                figures: tubes.map { Figure("tube", of: $0.rawValue, "pieces", holdings[$0]) })
        } catch {
            return Outcome([Finding(error)])
        }
    }

    static func checkLamps(_ bench: TestBench) async -> Outcome {
        guard let indicators = bench.equipment.indicators else { return Outcome([.noDriver]) }
        for lamp in Lamp.allCases { await indicators.set(lamp, to: .on) }
        let isSeen = await bench.technician?.confirms(
            Wording("Do the lamps at card, coins and paper shine?", "カード・硬貨・用紙のランプは点灯していますか？"))
        for lamp in Lamp.allCases { await indicators.set(lamp, to: .off) }
        return Outcome(isSeen == true ? [] : [.notConfirmed])
    }

    static func checkBuzzer(_ bench: TestBench) async -> Outcome {
        guard let indicators = bench.equipment.indicators else { return Outcome([.noDriver]) }
        await indicators.set(.repeating)
        let isHeard = await bench.technician?.confirms(Wording("Does the buzzer sound?", "ブザーは鳴っていますか？"))
        await indicators.set(.silent)
        return Outcome(isHeard == true ? [] : [.notConfirmed])
    }

    static func checkDoor(_ bench: TestBench) async -> Outcome {
        guard let door = bench.equipment.door else { return Outcome([.noDriver]) }
        do throws(DoorSwitchError) {
            return Outcome(try await door.isOpen() ? [.doorOpen] : [])
        } catch {
            return Outcome([.deviceMissing])
        }
    }

    static func checkWatchdog(_ part: WatchdogPart, _ bench: TestBench) async -> Outcome {
        let computer = bench.equipment.computer
        guard computer.hasDevice(part.device) else { return Outcome([.deviceMissing]) }
        return Outcome(computer.watchdogFired(part.device) == true ? [.watchdogFired] : [])
    }

    static func checkScreen(_ bench: TestBench) async -> Outcome {
        Outcome(await bench.equipment.isScreenShown() ? [] : [.screenNotShown])
    }

    static func checkKeypad(_ part: KeypadPart, _ bench: TestBench) async -> Outcome {
        Outcome(bench.equipment.computer.hasDevice(part.device) ? [] : [.deviceMissing])
    }

    static func checkHeadphones(_ part: HeadphonesPart, _ bench: TestBench) async -> Outcome {
        let computer = bench.equipment.computer
        let hasJack = part.jack.map(computer.hasDevice) ?? true
        return Outcome(hasJack && computer.hasSoundCard(of: part.alsaDevice) ? [] : [.deviceMissing])
    }

    /// A second of mono sound at the lower of the two rates, less what silence a synthesizer leaves around it.
    private static let shortestRecording = 8_000

    static func checkVoice(_ bench: TestBench) async -> Outcome {
        var findings: [Finding] = []
        var made = 0
        // One after the other: two cores have other tests to do.
        for language in Language.allCases {
            do throws(VoiceError) {
                let recording = try await bench.equipment.speak(language)
                guard recording.count >= shortestRecording, recording.dropFirst(44).contains(where: { $0 != 0 }) else {
                    findings.append(.voiceSilent(language))
                    continue
                }
                made += 1
            } catch {
                if case .notInstalled = error {
                    if !findings.contains(.voiceMissing) { findings.append(.voiceMissing) }
                } else {
                    findings.append(.voiceSilent(language))
                }
            }
        }
        return Outcome(findings, figures: [Figure("languages", made)])
    }
}

extension Finding {
    /// What a printer's condition means to a technician: what blocks first.
    public static func list(_ condition: PrinterCondition) -> [Finding] {
        func sorted(_ reasons: Set<PrinterReason>, _ isBlocking: Bool) -> [Finding] {
            reasons.map { Finding.printer($0, isBlocking: isBlocking) }.sorted { $0.id < $1.id }
        }
        return sorted(condition.blocking, true) + sorted(condition.warnings, false)
    }

    /// What kept a printer from being asked.
    public static func list(_ error: PrintingError) -> [Finding] {
        switch error {
        case .serverUnreachable: [.printServerDown]
        case .noSuchQueue, .printerNotIPP: [.printQueueMissing]
        case .notReady(let reasons): list(PrinterCondition(activity: .stopped, blocking: reasons))
        case .queueNotEmpty, .busy: [.printQueueNotEmpty]
        case .notPDF, .documentTooLarge, .ticketNotPossible, .canceled, .refused, .protocolViolation:
            [.printerFailed]
        }
    }

    /// What a coin mechanism's error means to a technician.
    public init(_ error: CoinMechanismError) {
        switch error {
        case .faulted(let fault): self = .coins(fault)
        case .busy, .payoutUnknown: self = .coinsSilent
        }
    }
}
