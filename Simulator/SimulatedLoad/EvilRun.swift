internal import Board
internal import Issuance
internal import Journal
internal import Kiosk
internal import MunicipalCloud
internal import SimulatedBoard
public import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedPrinter
internal import SimulatedResidents
internal import SimulatedTownHall

/// One incident, done on purpose to a kiosk: an ordinary visit, so that there is something to mix up, and then the
/// visit that it happens to.
public struct EvilRun: Sendable {
    /// What the kiosk made of it.
    public struct Report: Codable, Hashable, Sendable {
        /// The incident's word.
        public var incident: String
        /// How the visit ended, by the ending's stable word.
        public var ending: String
        /// Sheets that came out during the visit.
        public var sheets: Int
        /// Yen that stayed in the kiosk after it.
        public var kept: Int
        /// Alarms that a person has to look into.
        public var alarms: [String]
        /// Whether nothing was printed and nothing kept, and an alarm raised for all but what is merely late.
        public var isRefused: Bool
    }

    /// Cloud answers that take longer than this are too late. Ample for a computer that is busy elsewhere: the visit
    /// before must not be late.
    private static let limit: Duration = .seconds(15)

    private let incident: CloudIncident
    private let output: String
    private let town: String?

    /// - Parameters:
    ///   - output: where papers go.
    ///   - town: where the authorities keep keys between runs; nil: in memory.
    public init(_ incident: CloudIncident, output: String, town: String? = nil) {
        self.incident = incident
        self.output = output
        self.town = town
    }

    /// Runs it, and ends everything that was started.
    public func run() async throws -> Report {
        let counter = SealCounter()
        var configuration = SimulatedSite.Configuration(stack: .embedded, output: output, town: town)
        if incident == .lateAnswer { configuration.cloudLimits.issue = Self.limit }
        configuration.adjustCloud = { $0.beforeCall = { await counter.before($0) } }
        let site = try await SimulatedSite.open(configuration)
        do {
            let report = try await run(at: site, counter)
            await site.close()
            return report
        } catch {
            await site.close()
            throw error
        }
    }

    private func run(at site: SimulatedSite, _ counter: SealCounter) async throws -> Report {
        let series = VisitSeries()
        var parts = site.parts
        parts.terminal = series
        let kiosk = Kiosk(parts, log: .silent)
        let running = Task { try await kiosk.run() }
        let report: Report
        do {
            report = try await visits(site, series, counter, parts.journal)
        } catch {
            running.cancel()
            _ = await running.result
            throw error
        }
        running.cancel()
        // The kiosk first: it may be telling an outcome to the cloud.
        _ = await running.result
        return report
    }

    private func visits(
        _ site: SimulatedSite, _ series: VisitSeries, _ counter: SealCounter, _ journal: Journal
    ) async throws -> Report {
        // Somebody of the same municipality, before; once more where a computer that is busy elsewhere was too slow for
        // the kiosk's limits.
        var first = try await visit(site, series, "ichikawa-foreign", .residenceRecord)
        for _ in 0..<2 where first != .delivered {
            first = try await visit(site, series, "ichikawa-foreign", .residenceRecord)
        }
        guard first == .delivered else {
            throw StackError(part: "the visit before", reason: first.word)
        }
        let printed = site.folderPrinter?.sheetsPrinted ?? 0
        let held = site.coins.audit
        if incident == .cancelledSeal { await counter.cancelOnOrder(site.cloud.registry, "ichikawa-nine") }
        site.cloud.lay(incident, late: Self.limit + .seconds(1))
        let kind: CertificateKind = incident == .cancelledSeal ? .sealRegistration : .residenceRecord
        let ending = try await visit(site, series, "ichikawa-nine", kind)
        let audit = site.coins.audit
        let alarms = try await journal.openAlarms().map(\.alarm.rawValue)
        let kept = audit.inTubes + audit.inCashBox - held.inTubes - held.inCashBox
        let sheets = (site.folderPrinter?.sheetsPrinted ?? 0) - printed
        return Report(
            incident: incident.rawValue, ending: ending.word, sheets: sheets, kept: kept, alarms: alarms,
            isRefused: ending != .delivered && sheets == 0 && kept == 0
                && alarms == (incident.isMixUp ? [Alarm.documentMismatch.rawValue] : []))
    }

    private func visit(
        _ site: SimulatedSite, _ series: VisitSeries, _ id: String, _ kind: CertificateKind
    ) async throws -> Visit.Ending {
        guard let resident = try await site.cloud.registry.resident(id: id), let card = try site.card(of: resident),
            let pin = resident.card?.pin
        else { throw StackError(part: id, reason: "has no card") }
        return await series.come(
            Visit.Plan(
                certificate: kind.specification(.usual), pin: pin, card: card), at: site)
    }
}

/// A counter at which a seal is cancelled at the very moment in which its certificate is ordered.
private actor SealCounter {
    private var deed: (@Sendable () async throws -> Void)?

    func cancelOnOrder(_ registry: Registry, _ id: String) {
        deed = { try await registry.townHall(of: id).cancelSeal(id) }
    }

    func before(_ call: CloudCall) async -> CloudFault? {
        guard call == .issue, let deed else { return nil }
        self.deed = nil
        try? await deed()
        return nil
    }
}
