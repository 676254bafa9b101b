internal import Board
internal import FoundationEssentials
internal import Issuance
internal import Journal
internal import Kiosk
internal import MunicipalCloud
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedPrinter
internal import SimulatedResidents
internal import SimulatedTownHall

/// One kiosk of a load run: the whole firmware, with a reader, a printer and a coin mechanism in this process.
final class LoadKiosk: Sendable {
    let id: String
    let site: SimulatedSite
    private let printer: FolderPrinter
    private let series = VisitSeries()
    private let running: Task<Void, any Error>
    private let judge: LoadJudge

    /// Nobody stands at a kiosk longer, whatever goes wrong.
    private static let visitLimit: Duration = .seconds(240)

    init(
        _ id: String, _ number: Int, _ configuration: LoadRun.Configuration, cloud: SimulatedCloud, judge: LoadJudge
    ) async throws {
        self.id = id
        self.judge = judge
        let output = "\(configuration.output)/\(id)"
        var site = SimulatedSite.Configuration(stack: .embedded, output: output)
        site.kioskID = id
        site.journal = "\(output)/journal.sqlite"
        for limit in [\CloudClient.Limits.connect, \.answer, \.issue, \.document, \.stall] {
            site.cloudLimits[keyPath: limit] = configuration.answerLimit
        }
        site.revocationLimit = configuration.answerLimit
        self.site = try await SimulatedSite.open(site, at: cloud)
        guard let printer = self.site.folderPrinter else {
            throw StackError(part: "printer", reason: "is not embedded")
        }
        self.printer = printer
        var parts = self.site.parts
        parts.terminal = series
        let kiosk = Kiosk(parts, log: .silent)
        running = Task { try await kiosk.run() }
    }

    /// Lets somebody come, wait and go, and hands the judge what came of it.
    func serveOne(of pool: LoadPool) async {
        guard let (resident, draw) = pool.take() else { return }
        defer { pool.giveBack(resident) }
        var generator = LoadGenerator(seed: draw)
        var visit = LoadVisit(kiosk: id, resident: resident, kind: .residenceRecord)
        do {
            guard let record = try await site.cloud.registry.resident(id: resident),
                let card = try site.card(of: record), let pin = record.card?.pin
            else { return await judge.broke("\(resident) has no card") }
            let offered = site.cloud.registry.town.municipality(code: record.municipality)?.fees ?? [:]
            var kind = CertificateKind.residenceRecord
            switch Int.random(in: 0..<10, using: &generator) {
            case ..<4: kind = .sealRegistration
            case 4..<6 where offered[CertificateKind.residenceItems.rawValue] != nil: kind = .residenceItems
            default: break
            }
            let certificate = kind.specification(
                ResidenceRecordOptions(
                    members: .wholeHousehold, showsDomicile: .random(using: &generator),
                    showsRelationship: .random(using: &generator)))
            visit.kind = certificate.kind
            let copies = Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 1
            let before = printer.outputs.count
            visit.began = .now
            let plan = Visit.Plan(certificate: certificate, copies: copies, pin: pin, card: card)
            let ending = await come(plan)
            visit.ended = .now
            visit.ending = ending?.word
            visit.papers = printer.outputs.dropFirst(before).map(\.path)
        } catch {
            return await judge.broke("a visit at \(id) could not begin: \(error)")
        }
        await judge.judge(visit)
    }

    private func come(_ plan: Visit.Plan) async -> Visit.Ending? {
        let (series, site) = (series, site)
        return await withTaskGroup(of: Visit.Ending?.self) { group in
            group.addTask { await series.come(plan, at: site) }
            group.addTask {
                try? await Task.sleep(for: Self.visitLimit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    /// Waits until the cloud has heard of every outcome, for as long as a kiosk takes to repeat a few times.
    func finish() async {
        for _ in 0..<1_200 {
            guard let pending = try? await site.parts.journal.pendingOutcomes(), !pending.isEmpty else { return }
            guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
        }
    }

    func close() async {
        running.cancel()
        _ = await running.result
        await site.close()
    }
}

/// One visit and what came of it.
struct LoadVisit: Sendable {
    var kiosk: String
    var resident: String
    var kind: CertificateKind
    var began = ContinuousClock.now
    var ended = ContinuousClock.now
    /// The ending's stable word; nil where the visit did not end.
    var ending: String?
    /// The PDFs that came out of the kiosk's printer.
    var papers: [String] = []
}
