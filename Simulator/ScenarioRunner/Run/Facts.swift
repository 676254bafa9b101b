internal import Board
internal import ChildProcesses
internal import FoundationEssentials
internal import Issuance
internal import Journal
internal import Kiosk
internal import Printing
internal import SimulatedBoard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedPrinter
internal import SimulatedResidents
internal import Synchronization

/// What can be counted when a scenario is over and the kiosk is off.
struct Facts: Sendable {
    /// Sheets that came out.
    var sheets = 0
    /// Papers of which at least one sheet came out.
    var documents = 0
    /// What stands on the papers, white space left out.
    var papers: [String] = []
    var slips: [String] = []
    var money: SimulatedCoinMechanism.Audit
    var takesMoney = false
    var owed = 0
    var earned = 0
    var alarms: [Alarm] = []
    var cloud = CloudCounts()
    var hasPendingOutcomes = false
    var unsettled = 0
    var isQueueEmpty = true
    /// The journal's file, for what must not be in it.
    var journal = Data()
    /// Words that must be nowhere but on paper and screen.
    var personal: [String] = []
    var signals: [Phrase] = []

    static func gather(_ stage: Stage, _ site: SimulatedSite) async throws -> Facts {
        let journal = site.parts.journal
        var facts = Facts(money: site.coins.audit)
        facts.takesMoney = site.coins.isAccepting
        facts.owed = try await journal.moneyOwed().reduce(0) { $0 + $1.amount.amount }
        facts.alarms = try await journal.openAlarms().map(\.alarm)
        facts.hasPendingOutcomes = try await !journal.pendingOutcomes().isEmpty
        facts.unsettled = try await journal.unsettledSessions().count
        facts.cloud = await site.cloud.counts
        facts.isQueueEmpty = (try? await site.parts.printer.queueIsEmpty()) ?? true
        facts.count(stage.state.withLock(\.trace))
        let paths: [String]
        if let outputs = site.folderPrinter?.outputs {
            facts.documents = outputs.count { $0.sheets > 0 }
            facts.sheets = outputs.reduce(0) { $0 + $1.sheets }
            paths = outputs.map(\.path)
        } else {
            paths = await site.printedDocuments()
            facts.documents = paths.count
        }
        let expected = stage.scenario.expected
        if !(expected.paperText + expected.paperWithout).isEmpty {
            for path in paths { facts.papers.append(try await Self.text(of: path)) }
        }
        for path in site.receiptPrinter?.paths ?? [] {
            facts.slips.append(try String(contentsOfFile: path, encoding: .utf8).filter { !$0.isWhitespace })
        }
        facts.signals = (site.indicators?.signals ?? []).map(\.phrase)
        for suffix in ["", "-wal"] {
            facts.journal += (try? Data(contentsOf: URL(filePath: site.journalPath + suffix))) ?? Data()
        }
        for visit in stage.scenario.visits {
            guard let resident = site.town.resident(id: visit.resident) else { continue }
            facts.personal += site.town.household(of: resident).flatMap { [$0.name, $0.kana, $0.address] }
        }
        return facts
    }

    /// What the machine's own steps say.
    private mutating func count(_ trace: [TraceLine]) {
        var fee = 0
        for case .step(let step, _) in trace {
            for case .record(let entry) in step.effects {
                switch entry {
                case .issuanceRequested(_, _, _, let due): fee = due.amount
                case .delivered: earned += fee
                default: break
                }
            }
            switch step.event {
            // The folder's own count takes this one's place where there is one.
            case .answered(_, .printed(let sheets)), .answered(_, .printFailed(_, let sheets)): self.sheets += sheets
            default: break
            }
        }
    }

    private static func text(of path: String) async throws -> String {
        let outcome = try await ChildProcess.runAside("/usr/bin/pdftotext", ["-layout", path, "-"], keepsErrors: false)
        guard outcome.status == 0 else {
            throw StackError(part: "pdftotext", reason: "cannot read a paper. Install poppler-utils.")
        }
        return outcome.text.filter { !$0.isWhitespace }
    }
}

extension RecordingIndicators.Signal {
    fileprivate var phrase: Phrase {
        switch self {
        case .lamp(let lamp, let light): Phrase(lamp.rawValue, ["\(light)"])
        case .buzzer(let buzzer): Phrase("buzzer", ["\(buzzer)"])
        }
    }
}
