public import Issuance
internal import Journal
public import Kiosk
internal import SimulatedCloud
internal import SimulatedCard
internal import SimulatedResidents
internal import SimulatedTownHall

/// One resident's visit to a kiosk that is started for it and ended after it.
public struct IssueRun: Sendable {
    /// What came of it.
    public struct Report: Codable, Sendable {
        /// `delivered`, or why not: the ending's stable word.
        public var outcome: String
        /// The PDFs that reached the printer's end.
        public var documents: [String]
        /// Sheets that the printer counted, all copies together.
        public var pages: Int
        /// What happened, and when.
        public var timeline: [Timeline.Entry]
        /// What stood under the firmware: `devices` or `embedded`.
        public var stack: String
        /// What was not the real thing, in words.
        public var standIns: [String]
    }

    /// Why a visit cannot even begin.
    public struct Impossible: Error, CustomStringConvertible {
        /// What is wrong, with the remedy.
        public var description: String
    }

    /// How the kiosk and what is around it are set up.
    public var configuration: SimulatedSite.Configuration
    /// The id of the resident who comes.
    public var resident: String
    /// The certificate that the resident wants.
    public var kind: CertificateKind
    /// How many of them, 1...10.
    public var copies: Int
    /// Nobody waits for a visit longer than this: the longest of the machine's courses ends within it.
    public var limit: Duration = .seconds(300)

    /// One resident's visit, for one order.
    public init(
        _ configuration: SimulatedSite.Configuration, resident: String, kind: CertificateKind, copies: Int
    ) {
        self.configuration = configuration
        self.resident = resident
        self.kind = kind
        self.copies = copies
    }

    /// Starts a kiosk, lets the resident come and go, and ends everything that was started.
    public func run(_ timeline: Timeline, log: KioskLog) async throws -> Report {
        timeline.note("starting \(configuration.stack.rawValue): cloud and authorities, reader, printer")
        let site = try await SimulatedSite.open(configuration)
        timeline.note("everything is up; the cloud listens on \(site.cloud.url)")
        do {
            let report = try await visit(site, timeline, log)
            await site.close()
            return report
        } catch {
            await site.close()
            throw error
        }
    }

    private func visit(_ site: SimulatedSite, _ timeline: Timeline, _ log: KioskLog) async throws -> Report {
        guard let resident = try await site.cloud.registry.resident(id: resident) else {
            throw Impossible(description: "there is no resident \(self.resident); `kiosk-sim residents` lists them.")
        }
        guard let card = try site.card(of: resident), let pin = resident.card?.pin else {
            throw Impossible(description: "\(self.resident) has no card; `kiosk-sim residents` lists who has.")
        }
        let before = await site.printedDocuments()
        let visit = Visit(
            Visit.Plan(certificate: kind.specification(.usual), copies: copies, pin: pin, card: card), at: site)
        let ending = try await site.serve(visit, within: limit, log: log) { timeline.note($0) }
        // The card remembers in its holder's pocket how many tries are left.
        try await site.cloud.registry.townHall(of: resident.id).noteTriesLeft(card.pinTriesLeft, ofCardOf: resident.id)
        let documents = await site.printedDocuments().filter { !before.contains($0) }
        let counts = await site.cloud.counts
        return Report(
            outcome: ending.word, documents: documents, pages: counts.deliveredSheets, timeline: timeline.entries,
            stack: configuration.stack.rawValue, standIns: site.standIns)
    }
}

extension SimulatedSite {
    /// Runs the firmware for one visit, and waits until the resident has left and the cloud has heard how it ended.
    public func serve(
        _ visit: Visit, within limit: Duration, log: KioskLog,
        observer: @escaping @Sendable (KioskStep) -> Void = { _ in }
    ) async throws -> Visit.Ending {
        var parts = parts
        parts.terminal = visit
        let kiosk = Kiosk(parts, log: log, observer: observer)
        let running = Task { try await kiosk.run() }
        let clock = parts.clock
        let ending = await withTaskGroup(of: Visit.Ending?.self) { group in
            group.addTask { await visit.ending() }
            group.addTask {
                // A kiosk that ends by itself has failed; waiting longer would bring nothing.
                try? await running.value
                return nil
            }
            group.addTask {
                try? await clock.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            if first != nil { await Self.waitForReports(in: parts.journal) }
            running.cancel()
            group.cancelAll()
            return first
        }
        try await running.value
        guard let ending else { throw IssueRun.Impossible(description: "the visit did not end within \(limit).") }
        return ending
    }

    /// The outcome is told beside the course, in real time whatever the kiosk's clock is: on loopback it takes
    /// milliseconds, and ten seconds on a computer that is busy elsewhere.
    private static func waitForReports(in journal: Journal) async {
        for _ in 0..<1_000 {
            guard let pending = try? await journal.pendingOutcomes(), !pending.isEmpty else { return }
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return }
        }
    }
}

extension Visit.Ending {
    /// A stable word.
    public var word: String {
        switch self {
        case .delivered: "delivered"
        case .explained(let ending): ending.id
        case .nothing: "nothing"
        }
    }
}
