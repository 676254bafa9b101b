internal import Board
internal import Issuance
internal import Screens
internal import SimulatedBoard
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents

extension Dock {
    /// Does what a hand does.
    ///
    /// - Throws: where it makes no sense at this moment, or a part could not do it.
    public func perform(_ command: DockCommand) async throws(DockRefusal) {
        switch command {
        case .placeCard(let id): try await placeCard(of: id)
        case .liftCard: try await liftCard()
        case .renewCard(let id): try renewCard(of: id)
        case .cardTrouble(let kind): try makeTrouble(kind)
        case .reader(let isPluggedIn): try setReader(isPluggedIn)
        case .cardService(let isRunning): try setCardService(isRunning)
        case .headphones(let arePlugged): try await setHeadphones(arePlugged)
        case .insert(let piece): insert(piece)
        case .emptyCup: try emptyCup()
        case .coinFault(let fault): try setCoinFault(fault)
        case .payoutTrouble(let trouble): troubleNextPayout(trouble)
        case .printer(let part, let isWrong): try await set(part, isWrong: isWrong)
        case .takePaper: try await takePaper()
        case .cutNetwork(let isCut): try await setNetwork(isCut: isCut)
        case .cloud(let trouble): setCloud(trouble)
        case .silenceOCSP(let isSilent): setOCSP(isSilent: isSilent)
        case .hours(let posted): post(posted)
        case .passTime(let seconds): await passTime(.seconds(seconds))
        case .passLimit: try await passLimit()
        case .clockWrong(let isWrong): setClock(isWrong: isWrong)
        case .power(let isOn): try await setPower(isOn)
        case .clearAlarms: try await clearAlarms()
        case .handOver: try await handOver()
        }
        feed.ring()
    }

    func hand(_ text: String, _ detail: String = "") {
        feed.note(.hand, text, detail)
    }
}

// MARK: The card

extension Dock {
    private func placeCard(of id: String) async throws(DockRefusal) {
        forgetCardThatLeft()
        let card = try card(of: id)
        guard residentOnReader != id else {
            throw DockRefusal("そのカードはもう置いてあります。", "That card lies there already.")
        }
        let isExchange = residentOnReader != nil
        if isExchange { await site.removeCard() }
        do {
            try await site.insert(card)
        } catch {
            residentOnReader = nil
            throw DockRefusal("カードを置けません：\(error)", "The card can't be laid down: \(error)")
        }
        residentOnReader = id
        hand(isExchange ? "lays another card down" : "lays a card down", id)
    }

    /// One card for each resident: what it keeps, such as its tries, it keeps until it is renewed.
    private func card(of id: String) throws(DockRefusal) -> SimulatedCard {
        if let card = cards[id] { return card }
        guard let resident = site.town.resident(id: id), let card = try? site.card(of: resident) else {
            throw DockRefusal("\(id)のカードはありません。", "There is no card of \(id).")
        }
        let feed = feed
        card.watch { feed.note($0) }
        cards[id] = card
        return card
    }

    private func liftCard() async throws(DockRefusal) {
        forgetCardThatLeft()
        guard residentOnReader != nil else {
            throw DockRefusal("カードは置いてありません。", "No card lies on the reader.")
        }
        await site.removeCard()
        hand("takes the card off")
        residentOnReader = nil
    }

    private func renewCard(of id: String) throws(DockRefusal) {
        guard site.town.resident(id: id)?.card != nil else {
            throw DockRefusal("\(id)のカードはありません。", "There is no card of \(id).")
        }
        guard residentOnReader != id else {
            throw DockRefusal("先にカードを取ってください。", "Take the card off first.")
        }
        cards[id] = nil
        hand("the town hall renews the card", id)
    }

    private func makeTrouble(_ kind: DockCommand.CardTrouble) throws(DockRefusal) {
        guard let id = residentOnReader, let card = cards[id] else {
            throw DockRefusal("先にカードを置いてください。", "Lay a card down first.")
        }
        let fault: SimulatedCard.Fault =
            switch kind {
            case .pulled: .pull
            case .silent: .never
            case .garbage: .answerGarbage
            }
        card.inject(fault)
        hand("at its next command the card is \(kind.rawValue)")
    }

    private func setHeadphones(_ arePlugged: Bool) async throws(DockRefusal) {
        guard let page = firmware?.page else { throw DockRefusal("電源は切れています。", "The power is off.") }
        await page.headphones(arePlugged: arePlugged)
        hasHeadphones = arePlugged
        hand(arePlugged ? "plugs headphones in" : "pulls the headphones out")
    }

    private func setReader(_ isPluggedIn: Bool) throws(DockRefusal) {
        guard let readers = site.inProcessReaders else { throw .onlyEmbedded }
        if isPluggedIn { readers.plugIn() } else { readers.unplug() }
        if !isPluggedIn { residentOnReader = nil }
        isReaderPluggedIn = isPluggedIn
        hand(isPluggedIn ? "plugs the reader in" : "unplugs the reader")
    }

    private func setCardService(_ isRunning: Bool) throws(DockRefusal) {
        guard let readers = site.inProcessReaders else { throw .onlyEmbedded }
        if isRunning { readers.startService() } else { readers.stopService() }
        isCardServiceRunning = isRunning
        hand(isRunning ? "starts pcscd" : "stops pcscd")
    }

    /// A card that was pulled out in the midst of a command lies there no more.
    func forgetCardThatLeft() {
        if let readers = site.inProcessReaders, !readers.holdsCard { residentOnReader = nil }
    }

    var cardView: DockState.Card {
        DockState.Card(
            resident: residentOnReader, triesLeft: cards.mapValues(\.pinTriesLeft),
            isPINVerified: residentOnReader.flatMap { cards[$0] }?.isPINVerified ?? false,
            isReaderPluggedIn: isReaderPluggedIn, isServiceRunning: isCardServiceRunning)
    }
}

// MARK: Money

extension Dock {
    private func insert(_ piece: Denomination) {
        let stayed = site.coins.insert(piece)
        hand("drops ¥\(piece.rawValue) in", stayed ? "it stays in" : "it comes back")
    }

    private func emptyCup() throws(DockRefusal) {
        guard !site.coins.view.cup.isEmpty else {
            throw DockRefusal("返却口は空です。", "Nothing lies in the cup.")
        }
        site.coins.emptyCup()
        hand("takes the money out of the cup")
    }

    private func setCoinFault(_ fault: CoinMechanismFault?) throws(DockRefusal) {
        let present = site.coins.view.fault
        switch (fault, present) {
        case (nil, nil): throw DockRefusal("故障していません。", "Nothing is wrong with it.")
        case (nil, .some): site.coins.mend()
        case (.some(let fault), nil): site.coins.fail(fault)
        case (.some, .some): throw DockRefusal("先に直してください。", "Mend it first.")
        }
        hand(fault.map { "breaks the coin mechanism" + ": \($0.rawValue)" } ?? "mends the coin mechanism")
    }

    private func troubleNextPayout(_ trouble: DockCommand.PayoutTrouble) {
        switch trouble {
        case .short: site.coins.troubleNextPayout(.short(by: 1))
        case .jam: site.coins.troubleNextPayout(.jam(after: 1))
        case .lostLine: site.coins.troubleNextPayout(.lostLine(after: 1))
        }
        hand("the next payout goes wrong: \(trouble.rawValue)")
    }
}

// MARK: Paper

extension Dock {
    private func set(_ part: DockCommand.PrinterPart, isWrong: Bool) async throws(DockRefusal) {
        if isWrong { printerWrong.insert(part) } else { printerWrong.remove(part) }
        do {
            try await printer.set(printerWrong, whilePrinting: sight.isPrinting)
        } catch {
            throw DockRefusal("プリンターが従いません：\(error)", "The printer did not obey: \(error)")
        }
        hand(part.deed(isWrong))
    }

    private func takePaper() async throws(DockRefusal) {
        guard await tray.take() else { throw DockRefusal("用紙は出ていません。", "No paper lies in the tray.") }
        hand("takes the paper")
    }
}

extension DockCommand.PrinterPart {
    fileprivate func deed(_ isWrong: Bool) -> String {
        switch self {
        case .cover: isWrong ? "opens the printer's cover" : "closes the printer's cover"
        case .paper: isWrong ? "empties the printer's tray" : "fills the printer's tray"
        case .jam: isWrong ? "jams the printer" : "clears the jam"
        case .toner: isWrong ? "the toner is out" : "puts a new toner in"
        }
    }
}

extension DockRefusal {
    /// A real pcscd has no such switch.
    fileprivate static var onlyEmbedded: DockRefusal {
        DockRefusal("embedded のときだけ使えます。", "Only the embedded stack has this switch.")
    }
}
