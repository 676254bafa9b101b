/// Before the first touch and after the last.
extension IssuanceMachine {
    mutating func receiveAtRest(_ event: Event) -> [Effect] {
        switch event {
        case .touched(.begin) where state == .idle, .cardInserted where state == .idle:
            return enter(.choosingService)
        case .hindered, .cleared:
            return hindrances.isEmpty == (state == .idle) ? [] : rest()
        case .timeElapsed:
            // Somebody changed the language of the out-of-service page and left.
            return rest()
        case .touched, .cardInserted, .cardRemoved, .paperTaken:
            // Nobody is served; what lies on the reader is noted.
            return []
        case .answered, .moneyCredited:
            // Nothing is under way at rest, and money never reaches here.
            return []
        }
    }

    /// Ends a session that gave nothing to take along. Whatever was open is closed: request, card, order, money.
    ///
    /// - Parameter outcome: what the municipality is told where it had been asked and nothing was printed, which is
    ///   `refused` unless the caller knows more.
    mutating func end(_ ending: Ending, outcome: Outcome? = nil) -> [Effect] {
        let outcome = outcome ?? (state.isOrdered ? .refused : nil)
        var effects = abandonRequest()
        if case .collectingFee = state { effects.append(.refuseMoney) }
        effects += [.stopReminding, .releaseCard]
        if let outcome { effects += close(as: outcome) }
        if let alarm = ending.alarm {
            hindrances.insert(.alarm(alarm))
            effects.append(.record(.alarmRaised(alarm)))
        }
        effects.append(.eraseSession)
        return effects + settle(earned: .zero, next: .explain(ending))
    }

    /// An answer that nothing explains. Unknown means no.
    mutating func failUnexplained() -> [Effect] {
        end(.kioskFault)
    }

    /// The firmware must leave: a session that moves neither paper nor money ends here, every other by itself.
    mutating func leave() -> [Effect] {
        switch state {
        case .outOfService, .idle: rest()
        case .printing, .stoppingPrint, .payingOut, .takingPaper: []
        case .offeringReceipt, .thanking, .explaining, .remindingOfCard: finish()
        default: end(.kioskFault)
        }
    }

    mutating func receive(_ event: Event, in explaining: Explaining) -> [Effect] {
        switch event {
        case .touched(.close), .timeElapsed:
            return finish()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            // The session is over; what lies on the reader is seen to when this screen closes.
            return []
        }
    }

    mutating func receiveThanking(_ event: Event) -> [Effect] {
        switch event {
        case .touched(.close), .timeElapsed:
            return finish()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // As while explaining.
        }
    }

    mutating func receiveRemindingOfCard(_ event: Event) -> [Effect] {
        switch event {
        case .cardRemoved:
            return [.stopReminding] + finish()
        case .timeElapsed:
            card = .leftBehind
            return [.stopReminding] + finish()
        case .touched, .cardInserted, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // Only the card's removal, or the limit, ends the reminder.
        }
    }

    /// Leaves the last screen: money that came too late goes back, the journal's line is closed, a card that
    /// still lies there is called out.
    mutating func finish() -> [Effect] {
        guard held == .zero else { return settle(earned: .zero, next: .rest) }
        let closing = closeLedger()
        guard card == .placed else { return closing + rest() }
        return closing + [.remind(.card)] + enter(.remindingOfCard)
    }

    /// Back to where nobody is served.
    mutating func rest() -> [Effect] {
        if card == .placed { card = .leftBehind }
        language = .japanese
        return enter(hindrances.isEmpty ? .idle : .outOfService)
    }

    mutating func closeLedger() -> [Effect] {
        guard isLedgerOpen else { return [] }
        isLedgerOpen = false
        return [.record(.sessionClosed)]
    }

    /// Writes down how the issuance ended and has the cloud told.
    func close(as outcome: Outcome) -> [Effect] {
        switch outcome {
        case .delivered(let sheets): [.record(.delivered(sheets: sheets)), .reportOutcome(outcome)]
        case .refused: [.record(.refused), .reportOutcome(outcome)]
        case .spoiled(let sheets): [.record(.spoiled(sheets: sheets)), .reportOutcome(outcome)]
        }
    }
}

extension IssuanceMachine.State {
    /// The municipality has been asked for the certificate and not been told how it ended.
    var isOrdered: Bool {
        switch self {
        case .requestingIssuance, .fetchingDocument, .checkingDocument, .collectingFee, .printing, .stoppingPrint: true
        default: false
        }
    }
}

extension Ending {
    /// What a person must look into before the kiosk serves again.
    var alarm: Alarm? {
        switch self {
        case .documentMismatch: .documentMismatch
        case .printer(.queueNotEmpty): .queueNotEmpty
        default: nil
        }
    }
}
