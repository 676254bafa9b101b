internal import Board
internal import Issuance
internal import MunicipalCloud
internal import Printing
internal import Screens
internal import SelfTest
internal import ServiceMode
internal import SmartCard

/// Listening to the devices: what happens there by itself becomes an event.
extension Kiosk {
    /// How often a part that does not speak up by itself is looked at, while nobody is served.
    private enum Pace {
        /// A printer's lid that was opened at night shows before the next resident has chosen.
        static let printer: Duration = .seconds(30)
        /// Hours and maintenance windows are known a day before; the clock drifts by seconds a day.
        static let service: Duration = .seconds(300)
        /// Something is wrong: look again soon.
        static let trouble: Duration = .seconds(10)
        /// A page that is reloaded is back in a moment, a browser that is started again in a second or two.
        static let screen: Duration = .seconds(3)
    }

    func startWatching() -> [Task<Void, Never>] {
        [
            Task { await watchReaders() }, Task { await watchPrinter() }, Task { await watchService() },
            Task { await watchCoins() }, Task { await watchFaults() }, Task { await watchResident() },
            Task { await reportOutcomes() }, Task { await watchHeadphones() }, Task { await watchDoor() },
            Task { await watchTechnician() },
        ]
    }

    private func watchResident() async {
        guard let terminal = parts.terminal else { return }
        do {
            // Ends with this block.
            async let _: Void = watchScreen(of: terminal)
            for await input in terminal.inputs() { take(input) }
        }
        // Nobody can be served without it. Whoever shows the page ends its inputs only with itself.
        fails(.screen, because: [.screenNotShown])
    }

    /// Greets nobody while no page is there to greet them on. A session that has begun goes on: the page that comes
    /// back shows it as it is, and its own limits end it where none does.
    private func watchScreen(of terminal: any ResidentTerminal) async {
        var patience: Task<Void, Never>?
        for await isSeen in terminal.sightings() {
            patience?.cancel()
            guard !isSeen else {
                works(.screen)
                continue
            }
            patience = Task {
                // Cancelled between its end and this line, it must not speak after the page that came back.
                guard (try? await parts.clock.sleep(for: Pace.screen)) != nil, !Task.isCancelled else { return }
                fails(.screen, because: [.screenNotShown])
            }
        }
        patience?.cancel()
    }

    /// Whoever plugs headphones in is spoken to; where it is not known whether they are in, nobody is.
    private func watchHeadphones() async {
        guard let terminal = parts.terminal, let jack = parts.headphones else { return }
        while !Task.isCancelled {
            for await isPlugged in jack.plugs() { await terminal.headphones(arePlugged: isPlugged) }
            await terminal.headphones(arePlugged: false)
            guard (try? await parts.clock.sleep(for: Pace.trouble)) != nil else { return }
        }
    }

    private func watchReaders() async {
        while !Task.isCancelled {
            await watchReadersOnce()
            // Watching ended by itself: there was no thread for it. It is tried again.
            isReaderSeen = false
            fails(.cardReader, because: [.cardServiceDown])
            guard (try? await parts.clock.sleep(for: Pace.trouble)) != nil else { return }
        }
    }

    private func watchReadersOnce() async {
        for await event in parts.readers.events() {
            switch event {
            case .readerAppeared(let name) where parts.reader.matches(name):
                isReaderSeen = true
                works(.cardReader)
            case .readerVanished(let name) where parts.reader.matches(name):
                (readerWithCard, isReaderSeen) = (nil, false)
                // The card with it.
                serve(.cardRemoved)
                fails(.cardReader, because: [.readerMissing])
            case .cardInserted(let reader) where parts.reader.matches(reader):
                readerWithCard = reader
                eventSink.yield(.cardInserted)
                serve(.cardInserted)
            case .cardRemoved(let reader) where parts.reader.matches(reader):
                readerWithCard = nil
                eventSink.yield(.cardRemoved)
                serve(.cardRemoved)
            case .serviceDown:
                isReaderSeen = false
                serve(.cardRemoved)
                fails(.cardReader, because: [.cardServiceDown])
            case .serviceUp, .readerAppeared, .readerVanished, .cardInserted, .cardRemoved:
                continue
            }
        }
    }

    private func watchPrinter() async {
        while !Task.isCancelled {
            // While a job runs, its own events tell.
            if machine.isAtRest {
                if let trouble = await printerTrouble() {
                    fails(.printer, because: trouble)
                } else {
                    works(.printer)
                }
            }
            let pace = machine.hindrances.contains(.part(.printer)) ? Pace.trouble : Pace.printer
            guard (try? await parts.clock.sleep(for: pace)) != nil else { return }
        }
    }

    private func watchService() async {
        var known: CloudError?
        while !Task.isCancelled {
            var pace = Pace.service
            do {
                let service = try await parts.cloud.service()
                note(service)
                await parts.terminal?.setHours(opens: service.opens, closes: service.closes)
                known = nil
            } catch {
                // Once for each reason, not once for each try of a long night.
                if error != known { log.note(.cloudCallFailed(call: .service, kind: error.kind, cause: error.cause)) }
                known = error
                fails(.cloud, because: [Finding(error)])
                pace = Pace.trouble
            }
            guard (try? await parts.clock.sleep(for: pace)) != nil else { return }
        }
    }

    private func note(_ service: ServiceStatus) {
        let refusal = service.refusal(at: service.cloudTime)
        // What stands against serving first: the kiosk must not greet anybody between two of these.
        eventSink.yield(refusal == .outsideHours ? .hindered(.outsideHours) : .cleared(.outsideHours))
        eventSink.yield(refusal == .maintenance ? .hindered(.maintenance) : .cleared(.maintenance))
        compareClock(withCloud: service.cloudTime)
        works(.cloud)
    }

    private func watchCoins() async {
        guard let coins = parts.coins else { return }
        let happenings = coins.events()
        if let trouble = await coinTrouble() { findings[.coinMechanism] = trouble } else { works(.coinMechanism) }
        for await event in happenings {
            switch event {
            case .credited(let piece): eventSink.yield(.moneyCredited(piece.value))
            case .faulted(let fault): fails(.coinMechanism, because: [.coins(fault)])
            case .faultCleared:
                // One fault may go and another stay.
                if await coinTrouble() == nil { works(.coinMechanism) }
            case .returned, .cupEmptied: continue
            }
        }
    }

    /// A part that failed at its work without a word of its own tells nobody that it is well again: it is asked. A coin
    /// mechanism may have been busy for a moment; a card service may be back before its watch saw it go.
    private func watchFaults() async {
        while (try? await parts.clock.sleep(for: Pace.trouble)) != nil {
            guard machine.isAtRest else { continue }
            if machine.hindrances.contains(.part(.coinMechanism)), let coins = parts.coins {
                let isWell = await within { (try? await coins.ready()) != nil } ?? false
                if isWell { works(.coinMechanism) }
            }
            // What the watch has seen go, it sees come.
            if machine.hindrances.contains(.part(.cardReader)), isReaderSeen {
                let names = (try? await parts.readers.names()) ?? []
                if isReaderSeen, names.contains(where: parts.reader.matches) { works(.cardReader) }
            }
        }
    }
}
