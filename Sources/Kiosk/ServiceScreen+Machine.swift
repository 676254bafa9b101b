internal import Issuance
internal import Screens
internal import SelfTest
internal import ServiceMode

extension ServiceScreen {
    /// What belongs to the state; nil where the resident's screen is there.
    init?(_ machine: ServiceMachine) {
        let content: Content
        switch machine.state {
        // A resident is served to the end; nobody sees that somebody waits behind the machine.
        case .closed, .awaitingRest, .ended: return nil
        case .awaitingCard(let refusal): content = .placeCard(refusal: refusal?.rawValue)
        case .readingCard: content = .readingCard
        case .enteringPIN(let entering):
            content = .enterPIN(
                triesLeft: entering.card.triesLeft, lengths: entering.card.pinLengths,
                afterRejection: entering.isAfterRejection)
        case .verifying(let entering): content = .checking(onReader: entering.card.entersPINOnReader)
        case .testing(let testing): content = .tests(Tests(testing, isReported: false, in: machine.language))
        case .reported(let testing): content = .tests(Tests(testing, isReported: true, in: machine.language))
        }
        self.init(
            language: machine.language == .japanese ? .japanese : .english, content: content,
            isWarning: machine.isWarning)
    }
}

extension ServiceScreen.Tests {
    fileprivate init(_ testing: ServiceMachine.TestList, isReported: Bool, in language: TechnicianLanguage) {
        self.init(
            rows: testing.names.map { ServiceScreen.Row($0, testing, in: language) }, chosen: testing.chosen?.rawValue,
            question: testing.question?.text(in: language), exercise: testing.exercise.map(ServiceScreen.Exercise.init),
            isRunning: testing.isRunning,
            isComplete: testing.isComplete, isReported: isReported, isReady: testing.isReady)
    }
}

extension ServiceScreen.Exercise {
    fileprivate init(_ performance: ServiceMachine.Performance) {
        let done = performance.done.sorted()
        switch performance.exercise {
        case .touch(let columns, let rows): self.init(kind: .touch(columns: columns, rows: rows), done: done)
        case .colours: self.init(kind: .colours(Exercise.shownColours), done: done)
        case .keys: self.init(kind: .keys(Exercise.keypadKeys), done: done)
        case .listen(let language): self.init(kind: .listen(language), done: done)
        }
    }
}

extension ServiceScreen.Row {
    fileprivate init(_ name: TestName, _ testing: ServiceMachine.TestList, in language: TechnicianLanguage) {
        let result = testing.results[name]
        self.init(
            id: name.rawValue, part: name.part.name.text(in: language), does: name.does.text(in: language),
            state: testing.running.contains(name) ? .running : result.map { State($0.verdict) } ?? .waiting,
            milliseconds: result.flatMap { $0.verdict == .notRun ? nil : $0.milliseconds },
            limitSeconds: Int(name.limit.components.seconds), isAttended: name.asksTechnician,
            notes: result?.findings.map {
                Note(reason: $0.reason.text(in: language), remedy: $0.remedy.text(in: language))
            } ?? [],
            figures: result?.figures.map { Figure(name: $0.name, value: $0.value.description) } ?? [],
            blockedBy: result?.blockedBy.map { $0.part.name.text(in: language) })
    }
}

extension ServiceScreen.Row.State {
    fileprivate init(_ verdict: TestResult.Verdict) {
        switch verdict {
        case .pass: self = .pass
        case .warning: self = .warning
        case .failure: self = .failure
        case .notRun: self = .notRun
        }
    }
}

extension ServiceMachine.Touch {
    /// What the page's button means; nil for a test that there is not.
    init?(_ touch: ServiceTouch) {
        switch touch {
        case .speak(let language): self = .speak(language == .japanese ? .japanese : .english)
        // Only a PIN enters a PIN.
        case .enterPIN: return nil
        case .choose(nil): self = .choose(nil)
        case .choose(let id?):
            guard let name = TestName(rawValue: id) else { return nil }
            self = .choose(name)
        case .run(let id):
            guard let name = TestName(rawValue: id) else { return nil }
            self = .run(name)
        case .runAll: self = .runAll
        case .answer(let answer): self = .answer(answer)
        case .hit(let number): self = .hit(number)
        case .giveUp: self = .giveUp
        case .finish: self = .finish
        case .goOn: self = .goOn
        case .close: self = .close
        case .stay: self = .stay
        }
    }
}
