internal import Board
internal import Issuance
internal import MunicipalCloud
internal import Printing
internal import SelfTest
internal import SmartCard

/// What is wrong with a part that fails in use: found, named and told like in a self-test.
extension Kiosk {
    /// The part fails for these reasons: nobody is served until it works again.
    func fails(_ part: Hindrance.Part, because found: [Finding]) {
        if findings[part] != found {
            findings[part] = found
            for finding in found { log.note(.partFailed(part: part, finding: finding)) }
        }
        eventSink.yield(.hindered(.part(part)))
    }

    /// The part works.
    func works(_ part: Hindrance.Part) {
        findings[part] = nil
        eventSink.yield(.cleared(.part(part)))
    }

    /// What the printer says is wrong now; nil where nothing keeps it from printing.
    func printerTrouble() async -> [Finding]? {
        do throws(PrintingError) {
            let condition = try await parts.printer.condition()
            return condition.isReady ? nil : Finding.list(condition).filter { $0.level == .failure }
        } catch {
            return Finding.list(error)
        }
    }

    /// What the coin mechanism says is wrong now; nil where it could serve.
    func coinTrouble() async -> [Finding]? {
        guard let coins = parts.coins else { return [.noDriver] }
        do throws(CoinMechanismError) {
            try await coins.ready()
            return nil
        } catch {
            return [Finding(error)]
        }
    }

    /// Why the kiosk serves nobody, as far as a technician can do something about it.
    var reasons: [TestResult.Note] {
        // Nothing is known of a part before the first look at it.
        guard !machine.hindrances.contains(.starting) else { return [] }
        let found = machine.hindrances.sorted { $0.id < $1.id }.flatMap { hindrance -> [Finding] in
            switch hindrance {
            case .part(let part): findings[part] ?? part.unlooked
            case .alarm(let alarm): [.alarm(alarm)]
            case .starting, .stopping, .outsideHours, .maintenance, .inspection: []
            }
        }
        return found.map(TestResult.Note.init)
    }
}

extension Hindrance.Part {
    /// What is said of a part that has never answered.
    fileprivate var unlooked: [Finding] {
        switch self {
        case .screen: [.screenNotShown]
        case .cardReader: [.readerMissing]
        case .coinMechanism: [.noDriver]
        case .printer, .cloud, .clock, .journal: []
        }
    }
}
