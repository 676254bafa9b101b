internal import Board
internal import Issuance
internal import JukiCard
internal import LockedMemory
internal import OpenSSL
internal import Screens
internal import SelfTest
internal import ServiceMode
internal import SmartCard
internal import Trust

/// What the technician's mode holds while it is about; nothing of it outlives the technician.
struct ServiceDeskState {
    var machine = ServiceMachine()
    var card: ResidentCard?
    var certificate: Certificate?
    var pin: LockedBytes?
    var running: [ServiceMachine.RequestNumber: Task<Void, Never>] = [:]
    var timer: Task<Void, Never>?
    /// Who waits for what the technician sees or hears.
    var question: FirstAnswer<Bool?>?
    /// Who waits for how much of an exercise was done.
    var exercise: FirstAnswer<Int>?
    var serial: UInt64 = 0
    var shown: ServiceScreen?
}

/// The technician's mode at the screen: performs what `ServiceMachine` asks for.
extension Kiosk {
    /// How often the door's switch is read.
    private static let doorPace: Duration = .seconds(1)

    /// Follows the service door; returns at once where nobody could be let in by it.
    func watchDoor() async {
        guard parts.inspection?.door != nil, parts.inspection?.technicians != nil, parts.terminal != nil else {
            return
        }
        while !Task.isCancelled {
            await lookAtDoor()
            guard (try? await parts.clock.sleep(for: Self.doorPace)) != nil else { return }
        }
    }

    /// A switch that cannot be read lets nobody in, and shuts out nobody who is in: the self-test names it.
    func lookAtDoor() async {
        guard let isOpen = try? await parts.inspection?.door?.isOpen(), isOpen != service.machine.isDoorOpen else {
            return
        }
        // Somebody tests the machine over a console: they come first.
        let waits = isOpen && isInspected && !service.machine.holdsKiosk
        if !waits { serve(isOpen ? .doorOpened : .doorClosed) }
    }

    func watchTechnician() async {
        guard let terminal = parts.terminal else { return }
        for await input in terminal.serviceInputs() { take(input) }
    }

    private func take(_ input: ServiceInput) {
        guard input.serial == service.serial, service.shown != nil else {
            if case .pin(let digits) = input.action { digits.erase() }
            return
        }
        switch input.action {
        case .touch(let touch):
            if let touch = ServiceMachine.Touch(touch) { serve(.touched(touch)) }
        case .pin(let digits):
            guard case .enteringPIN = service.machine.state else { return digits.erase() }
            service.pin?.erase()
            service.pin = digits
            serve(.touched(.enterPIN))
        }
    }

    /// Tells the mode's machine, and does what it asks for.
    func serve(_ event: ServiceMachine.Event) {
        for effect in service.machine.receive(event) { perform(effect) }
        showService()
    }

    private func perform(_ effect: ServiceMachine.Effect) {
        switch effect {
        case .holdKiosk:
            isInspected = true
            log.note(.serviceBegun)
            eventSink.yield(.hindered(.inspection))
        case .releaseKiosk:
            isInspected = false
            log.note(.serviceEnded)
            eventSink.yield(.cleared(.inspection))
        case .start(let number, let request):
            service.running[number] = Task { await self.perform(request, number) }
        case .abandon(let number):
            service.running.removeValue(forKey: number)?.cancel()
            leaveQuestions()
        case .answer(let answer):
            service.question?.give(answer)
            service.question = nil
        case .performed(let count):
            service.exercise?.give(count)
            service.exercise = nil
        case .releaseCard:
            forgetTechnician()
        case .keepReport(let results):
            keepServiceReport(results)
        case .startTimer(let number, let duration):
            service.timer?.cancel()
            let clock = parts.clock
            service.timer = Task {
                guard (try? await clock.sleep(for: duration)) != nil else { return }
                self.serve(.timeElapsed(number))
            }
        case .stopTimer:
            service.timer?.cancel()
            service.timer = nil
        }
    }

    private func perform(_ request: ServiceMachine.Request, _ number: ServiceMachine.RequestNumber) async {
        let answer: ServiceMachine.Answer?
        switch request {
        case .readCard: answer = await identifyTechnician(number)
        case .verify(let triesLeft): answer = await verifyTechnician(triesLeft: triesLeft, number)
        case .run(let only):
            await runTests(only, number)
            answer = .ranThrough
        }
        // A late answer belongs to nobody.
        guard service.running.removeValue(forKey: number) != nil, let answer else { return }
        serve(.answered(number, answer))
    }

    /// Lets the kiosk go when the firmware ends.
    func leaveService() {
        for task in service.running.values { task.cancel() }
        service.running = [:]
        service.timer?.cancel()
        leaveQuestions()
        forgetTechnician()
    }

    private func leaveQuestions() {
        service.question?.give(nil)
        service.question = nil
        service.exercise?.give(0)
        service.exercise = nil
    }

    private func forgetTechnician() {
        service.pin?.erase()
        service.pin = nil
        service.certificate = nil
        guard let card = service.card else { return }
        service.card = nil
        giveBack(card.connection)
    }

    /// The screen that belongs to the state, where it is another one.
    private func showService() {
        let screen = ServiceScreen(service.machine)
        guard screen != service.shown else { return }
        service.serial += 1
        service.shown = screen
        let presentation = ServicePresentation(serial: service.serial, screen: screen)
        let terminal = parts.terminal
        // One that comes late is dropped by its number.
        Task { await terminal?.show(presentation) }
    }
}

// MARK: - The card

extension Kiosk {
    private static let serviceConnecting: Duration = .seconds(5)

    /// Whether the operator issued this card to a technician. No PIN is asked for before that is known, so that a
    /// resident's card that lies there loses no try.
    private func identifyTechnician(_ number: ServiceMachine.RequestNumber) async -> ServiceMachine.Answer? {
        await releasing?.value
        guard let verifier = parts.inspection?.technicians, let reader = readerWithCard else {
            return .cardRefused(.unreadable)
        }
        let connection: any CardConnection
        do {
            connection = try await parts.readers.connect(to: reader, within: Self.serviceConnecting)
        } catch {
            return .cardRefused(.unreadable)
        }
        do throws(JukiCardError) {
            let card = try await ResidentCard.open(on: connection)
            let der = try await card.certificate()
            let triesLeft = try await card.pinTriesLeft()
            let hasKeys = try await connection.perform(within: Self.serviceConnecting) {
                (channel) throws(JukiCardError) in channel.pinPad != nil
            }
            let refusal = await refusal(of: der, by: verifier)
            guard service.running[number] != nil, refusal == nil, triesLeft > 0 else {
                giveBack(connection)
                return .cardRefused(refusal ?? .locked)
            }
            service.card = card
            service.certificate = try? Certificate(der: der)
            return .cardRead(
                ServiceMachine.CardSummary(
                    triesLeft: triesLeft, pinLengths: card.profile.pinLengths, entersPINOnReader: hasKeys))
        } catch {
            giveBack(connection)
            return .cardRefused(.unreadable)
        }
    }

    /// Nil for a technician's certificate. What the operator says of it counts where it can be had; where it cannot, the
    /// technician is let in all the same, for they come to mend just that.
    private func refusal(
        of der: [UInt8], by verifier: CertificateVerifier
    ) async -> ServiceMachine.CardRefusal? {
        guard let certificate = try? Certificate(der: der) else { return .unreadable }
        // Whoever it may be, the operator's authority alone is asked about cards that it has issued.
        guard let query = try? verifier.ocspQuery(for: certificate) else { return .notTechnicians }
        let verdict = verifier.verify(
            certificate, at: seconds, revocation: await parts.revocation.evidence(for: query))
        if verdict.isAccepted { return nil }
        if verdict.isRefused({ if case .revoked = $0 { true } else { false } }) { return .revoked }
        return verdict.reasons.allSatisfy { $0.kind == .expired || $0.kind == .notYetValid }
            ? .expired : .notTechnicians
    }

    /// The PIN, and then a signature over what nobody could have known: a certificate can be copied, its key cannot.
    private func verifyTechnician(
        triesLeft expected: Int, _ number: ServiceMachine.RequestNumber
    ) async -> ServiceMachine.Answer? {
        let digits = service.pin
        service.pin = nil
        defer { digits?.erase() }
        guard let card = service.card, let certificate = service.certificate else { return .cardRefused(.unreadable) }
        do throws(JukiCardError) {
            guard try await card.pinTriesLeft() == expected else { return .cardRefused(.unreadable) }
            guard service.running[number] != nil else { return nil }
            let verdict: PINVerdict
            if let digits {
                verdict = try await card.verify(try PIN(digits, for: card.profile))
            } else {
                guard let typed = try await card.verifyOnPad() else { return .cardRefused(.wrongPIN) }
                verdict = typed
            }
            switch verdict {
            case .rejected(let triesLeft): return .pinRejected(triesLeft: triesLeft)
            case .blocked: return .pinRejected(triesLeft: 0)
            case .accepted: break
            }
            let challenge = Self.serviceChallenge(kiosk: parts.kioskID)
            guard let digestInfo = DigestInfo.sha256(Digest.sha256(challenge)),
                let key = try? certificate.publicKey
            else { return .cardRefused(.notGenuine) }
            let signature = try await card.sign(digestInfo: digestInfo)
            guard key.verify(signature: signature, sha256Of: challenge) else { return .cardRefused(.notGenuine) }
        } catch {
            return error == .malformedPIN ? .pinRejected(triesLeft: expected) : .cardRefused(.unreadable)
        }
        // The tests read the card themselves, and none needs a verified PIN.
        forgetTechnician()
        await releasing?.value
        guard let equipment = equipment() else { return .cardRefused(.unreadable) }
        let tests = await SelfTestRun(equipment, technician: AtScreen(kiosk: self, number: number)).names
        return .accepted(tests)
    }

    /// The label keeps the signature from meaning anything elsewhere; 32 random bytes keep it from being known before.
    private static func serviceChallenge(kiosk: String) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return Array("madoguchi-technician-v1".utf8) + [0] + Array(kiosk.utf8) + [0]
            + (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}

// MARK: - The tests

extension Kiosk {
    private func runTests(_ only: Set<TestName>?, _ number: ServiceMachine.RequestNumber) async {
        guard let equipment = equipment() else { return }
        let technician = only == nil ? nil : AtScreen(kiosk: self, number: number)
        let run = await SelfTestRun(equipment, only: only, technician: technician)
        // Told in the order in which things happen, and all of it before the run's own end.
        let (happenings, sink) = AsyncStream.makeStream(of: ServiceMachine.Progress.self)
        let work = Task {
            _ = await run.run { progress in
                switch progress {
                case .started(let name): sink.yield(.started(name))
                case .ended(let result): sink.yield(.ended(result))
                }
            }
            sink.finish()
        }
        await withTaskCancellationHandler {
            for await progress in happenings { serve(.progressed(number, progress)) }
        } onCancel: {
            work.cancel()
        }
    }

    /// Shows the question, and waits for what the technician says.
    fileprivate func ask(_ question: Wording, _ number: ServiceMachine.RequestNumber) async -> Bool? {
        let answer = FirstAnswer<Bool?>()
        service.question?.give(nil)
        service.question = answer
        serve(.progressed(number, .asked(question)))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer.hold($0) }
        } onCancel: {
            answer.give(nil)
        }
    }

    /// Has the screen show what is to be done, and waits for its end.
    fileprivate func exercise(_ exercise: Exercise, _ number: ServiceMachine.RequestNumber) async -> Int {
        let answer = FirstAnswer<Int>()
        service.exercise?.give(0)
        service.exercise = answer
        serve(.progressed(number, .exercising(exercise)))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer.hold($0) }
        } onCancel: {
            answer.give(0)
        }
    }

    private func keepServiceReport(_ results: [TestResult]) {
        guard let equipment = equipment() else { return }
        noteSelfTest(results)
        _ = kept(report(of: results, model: equipment.board.model, isWhole: true))
    }
}

/// The technician at the screen.
private struct AtScreen: Technician {
    let kiosk: Kiosk
    let number: ServiceMachine.RequestNumber

    var isAtScreen: Bool { true }

    func confirms(_ question: Wording) async -> Bool? { await kiosk.ask(question, number) }
    func performs(_ exercise: Exercise) async -> Int { await kiosk.exercise(exercise, number) }
}
