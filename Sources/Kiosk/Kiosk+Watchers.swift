internal import Board
internal import Issuance
internal import MunicipalCloud
internal import Printing
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
    }

    /// NTP keeps a kiosk within a second; certificates and manifests are judged with five minutes of tolerance.
    private static let clockTolerance: Int64 = 120

    func startWatching() -> [Task<Void, Never>] {
        [
            Task { await watchReaders() }, Task { await watchPrinter() }, Task { await watchService() },
            Task { await watchCoins() }, Task { await watchResident() }, Task { await reportOutcomes() },
        ]
    }

    private func watchResident() async {
        guard let terminal = parts.terminal else { return }
        eventSink.yield(.cleared(.part(.screen)))
        for await input in terminal.inputs() { take(input) }
    }

    private func watchReaders() async {
        for await event in parts.readers.events() {
            switch event {
            case .readerAppeared(let name) where parts.reader.matches(name):
                eventSink.yield(.cleared(.part(.cardReader)))
            case .readerVanished(let name) where parts.reader.matches(name):
                readerWithCard = nil
                eventSink.yield(.hindered(.part(.cardReader)))
            case .cardInserted(let reader) where parts.reader.matches(reader):
                readerWithCard = reader
                eventSink.yield(.cardInserted)
            case .cardRemoved(let reader) where parts.reader.matches(reader):
                readerWithCard = nil
                eventSink.yield(.cardRemoved)
            case .serviceDown:
                eventSink.yield(.hindered(.part(.cardReader)))
            case .serviceUp, .readerAppeared, .readerVanished, .cardInserted, .cardRemoved:
                continue
            }
        }
    }

    private func watchPrinter() async {
        while !Task.isCancelled {
            // While a job runs, its own events tell.
            if machine.isAtRest {
                let isReady = (try? await parts.printer.condition())?.isReady ?? false
                eventSink.yield(isReady ? .cleared(.part(.printer)) : .hindered(.part(.printer)))
            }
            let pace = machine.hindrances.contains(.part(.printer)) ? Pace.trouble : Pace.printer
            guard (try? await parts.clock.sleep(for: pace)) != nil else { return }
        }
    }

    private func watchService() async {
        while !Task.isCancelled {
            var pace = Pace.service
            do {
                let service = try await parts.cloud.service()
                note(service)
            } catch {
                eventSink.yield(.hindered(.part(.cloud)))
                pace = Pace.trouble
            }
            guard (try? await parts.clock.sleep(for: pace)) != nil else { return }
        }
    }

    private func note(_ service: ServiceStatus) {
        let refusal = service.refusal(at: service.cloudTime)
        let drift = abs(service.cloudTime - seconds)
        eventSink.yield(.cleared(.part(.cloud)))
        eventSink.yield(refusal == .outsideHours ? .hindered(.outsideHours) : .cleared(.outsideHours))
        eventSink.yield(refusal == .maintenance ? .hindered(.maintenance) : .cleared(.maintenance))
        eventSink.yield(drift > Self.clockTolerance ? .hindered(.part(.clock)) : .cleared(.part(.clock)))
    }

    private func watchCoins() async {
        guard let coins = parts.coins else { return }
        let happenings = coins.events()
        if (try? await coins.ready()) != nil { eventSink.yield(.cleared(.part(.coinMechanism))) }
        for await event in happenings {
            switch event {
            case .credited(let piece): eventSink.yield(.moneyCredited(piece.value))
            case .faulted: eventSink.yield(.hindered(.part(.coinMechanism)))
            case .faultCleared:
                // One fault may go and another stay.
                if (try? await coins.ready()) != nil { eventSink.yield(.cleared(.part(.coinMechanism))) }
            case .returned, .cupEmptied: continue
            }
        }
    }
}
