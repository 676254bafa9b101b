internal import ChildProcesses
internal import FoundationEssentials
internal import Issuance
internal import Journal
internal import Kiosk
internal import SimulatedBoard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents

/// Holds every paper against who stood at the kiosk, and against what their record said at some moment of the visit.
///
/// A paper is read by poppler's pdftotext, which has no part in making it.
actor LoadJudge {
    /// What a record said, and when at the earliest and at the latest it may have been the one that was looked at.
    private struct Version {
        var resident: Resident?
        var from: ContinuousClock.Instant?
        var until: ContinuousClock.Instant?
    }

    private var versions: [String: [Version]]
    private var report = LoadReport()
    private var printed: [String: Int] = [:]

    init(_ crowd: [Resident]) {
        versions = Dictionary(uniqueKeysWithValues: crowd.map { ($0.id, [Version(resident: $0)]) })
    }

    // MARK: Records

    /// Has a counter change a record, and remembers from when to when which version may have been seen.
    func entering(
        _ id: String, _ deed: @Sendable () async throws -> Void, _ look: @Sendable () async throws -> Resident?
    ) async throws {
        let began = ContinuousClock.now
        // Known before it happens: whoever sees the new version during the deed is not wrong.
        versions[id, default: []].append(Version(resident: nil, from: began))
        let place = (versions[id]?.count ?? 1) - 1
        let resident: Resident?
        do {
            try await deed()
            resident = try await look()
        } catch {
            versions[id]?.removeLast()
            throw error
        }
        versions[id]?[place].resident = resident
        versions[id]?[place - 1].until = .now
        report.changes += 1
    }

    /// Waits for a counter that is at work on this record: what it enters may be on the paper already.
    private func settle(_ id: String) async {
        for _ in 0..<1_000 where versions[id]?.last?.resident == nil {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func versions(of visit: LoadVisit) -> [Resident] {
        (versions[visit.resident] ?? []).filter { version in
            (version.from.map { $0 <= visit.ended } ?? true) && (version.until.map { $0 >= visit.began } ?? true)
        }.compactMap(\.resident)
    }

    // MARK: Visits

    func judge(_ visit: LoadVisit) async {
        report.visits += 1
        guard let ending = visit.ending else { return broke("a visit at \(visit.kiosk) did not end") }
        report.endings[ending, default: 0] += 1
        printed[visit.kiosk, default: 0] += visit.papers.count
        guard visit.papers.count <= 1 else {
            report.doubles += 1
            return broke("\(visit.papers.count) papers came of one visit at \(visit.kiosk)")
        }
        guard (ending == "delivered") == (visit.papers.count == 1) else {
            return broke("\(visit.papers.count) papers came of a visit at \(visit.kiosk) that ended in \(ending)")
        }
        guard let paper = visit.papers.first else { return }
        await settle(visit.resident)
        do {
            let text = try await ChildProcess.runAside(
                "/usr/bin/pdftotext", ["-raw", paper, "-"], atMost: 1 << 20
            ).text.filter { !$0.isWhitespace }
            if let fault = fault(in: text, visit) {
                report.strangers += 1
                broke("\(fault): \(paper)")
            } else {
                report.delivered += 1
                try? FileManager.default.removeItem(atPath: paper)
            }
        } catch {
            broke("a paper could not be read: \(paper): \(error)")
        }
    }

    /// What is wrong with a paper; nil where it is this visit's.
    private func fault(in text: String, _ visit: LoadVisit) -> String? {
        let versions = versions(of: visit)
        guard let digits = versions.first?.name.suffix(4) else { return "nobody stood at the kiosk" }
        // Everything that names anybody of the crowd: names, addresses of now and before, heads of registers.
        let named = Self.numbers(in: text)
        guard named == [String(digits)] else { return "it names another person than who stood at the kiosk" }
        guard text.contains(visit.kiosk) else { return "it was issued at another kiosk" }
        let title =
            switch visit.kind {
            case .residenceRecord: "住民票の写し"
            case .residenceItems: "住民票記載事項証明書"
            case .sealRegistration: "印鑑登録証明書"
            }
        guard text.contains(title) else { return "it is another certificate" }
        let current = versions.filter { resident in
            text.contains(resident.name.filter { !$0.isWhitespace }) && text.contains(resident.address)
        }
        guard !current.isEmpty else { return "it says what the record did not say during the visit" }
        guard current.contains(where: { $0.restriction == nil }) else { return "it was refused to this person" }
        guard visit.kind != .sealRegistration || current.contains(where: { $0.seal?.cancelled == false }) else {
            return "the seal was not registered during the visit"
        }
        return nil
    }

    /// The four characters after each word of the crowd's.
    private static func numbers(in text: String) -> Set<String> {
        var found: Set<String> = []
        for word in ["群衆", "群衆改", "群衆町", "前町"] {
            for piece in text.split(separator: word, omittingEmptySubsequences: false).dropFirst() {
                let digits = piece.prefix(4)
                if digits.count == 4, digits.allSatisfy({ "〇一二三四五六七八九".contains($0) }) { found.insert(String(digits)) }
            }
        }
        return found
    }

    /// Writes down a promise that was broken.
    func broke(_ what: String) {
        report.brokenCount += 1
        // Enough to begin with; the rest are of the same kind or will be found after these.
        if report.broken.count < 50 { report.broken.append(what) }
    }

    // MARK: Sums

    func progress(since began: ContinuousClock.Instant) -> LoadRun.Progress {
        LoadRun.Progress(
            elapsed: .now - began, visits: report.visits, delivered: report.delivered, changes: report.changes,
            broken: report.brokenCount)
    }

    /// Compares what the kiosks printed with what the cloud believes.
    func report(cloud: SimulatedCloud, kiosks: [LoadKiosk], elapsed: Duration) async -> LoadReport {
        for kiosk in kiosks {
            let issuances = (try? await cloud.issuances(ofKiosk: kiosk.id)) ?? []
            report.issuances += issuances.count
            let lost = issuances.filter { $0.outcome == nil }.count
            if lost > 0 {
                report.lost += lost
                broke("\(lost) outcomes of \(kiosk.id) are unknown to the cloud")
            }
            let delivered = issuances.filter {
                if case .delivered? = $0.outcome { true } else { false }
            }.count
            if delivered != printed[kiosk.id] ?? 0 {
                report.doubles += max(0, (printed[kiosk.id] ?? 0) - delivered)
                broke("\(kiosk.id) printed \(printed[kiosk.id] ?? 0) papers, and the cloud believes in \(delivered)")
            }
            let audit = kiosk.site.coins.audit
            if !audit.isBalanced { broke("the coins of \(kiosk.id) do not add up") }
            let pending = (try? await kiosk.site.parts.journal.pendingOutcomes().count) ?? -1
            if pending != 0 {
                report.lost += max(1, pending)
                broke("\(pending) outcomes wait in the journal of \(kiosk.id)")
            }
        }
        report.seconds = elapsed / .seconds(1)
        return report
    }
}
