internal import Board
internal import Foundation
internal import Issuance
internal import Kiosk
internal import Logging
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedBoard
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedPrinter
internal import SimulatedResidents
internal import SimulatedTownHall
internal import SmartCard

/// The firmware, issuing one certificate after another. The cloud and the authorities run in another process, so that
/// the processor's time and the memory counted here are the firmware's own, with the simulated card's in it.
struct IssuanceBench {
    let issuances: Int

    func run(_ sheet: inout BenchSheet) async throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let folder = scratch.path + "/cloud"
        let ocspPort = try BenchProcess.freePort()
        let cloud = try BenchProcess(
            try BenchProcess.sibling("kiosk-sim"), ["cloud", "--directory", folder, "--ocsp-port", "\(ocspPort)"])
        defer {
            cloud.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
        guard try cloud.firstLine().hasPrefix("https://") else {
            throw StackError(part: "cloud", reason: "the simulated cloud did not start")
        }

        let bench = try await FirmwareUnderTest(folder: folder, papers: scratch.path, ocspPort: ocspPort)
        let running = Task { try await bench.kiosk.run() }
        defer { running.cancel() }
        // Caches, connections and pools fill during the first ones.
        for _ in 0..<20 { try await bench.issueOne() }

        let memoryBefore = BenchProcess.residentMemory(of: getpid())
        let descriptorsBefore = Self.descriptors
        let processorBefore = BenchProcess.processorTime(of: getpid())
        var times: [Duration] = []
        let began = ContinuousClock.now
        for _ in 0..<issuances {
            let start = ContinuousClock.now
            try await bench.issueOne()
            times.append(ContinuousClock.now - start)
        }
        let processor = BenchProcess.processorTime(of: getpid()) - processorBefore
        let growth = BenchProcess.residentMemory(of: getpid()) - memoryBefore
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        times.sort()
        sheet.line("issuances, embedded stack, one after the other", Double(issuances) / seconds, "/s", atLeast: 25)
        sheet.line("processor time of the firmware", processor * 1_000 / Double(issuances), "ms", limit: 30)
        sheet.line("wall time, embedded stack, median", times[times.count / 2] / .milliseconds(1), "ms")
        sheet.line("wall time, embedded stack, 99th percentile", times[times.count * 99 / 100] / .milliseconds(1), "ms")
        sheet.line("growth of memory over \(issuances) issuances", growth, "MB", limit: 2)
        // The cloud or the responder may have one kept connection more, or fewer, than when the count began.
        sheet.line("growth of open files", Double(Self.descriptors - descriptorsBefore), "", limit: 2)
        try await devices(&sheet)
    }

    private static var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }

    /// A few on pcscd, CUPS and ippeveprinter, where they can be started.
    private func devices(_ sheet: inout BenchSheet) async throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let site: SimulatedSite
        do {
            site = try await SimulatedSite.open(
                SimulatedSite.Configuration(stack: .devices, output: scratch.path, town: ".work/town"))
        } catch {
            print("  the devices stack could not be started: \(error)")
            return
        }
        guard let resident = site.town.resident(id: "shibuya-my-number"), let pin = resident.card?.pin else { return }
        let series = VisitSeries()
        var parts = site.parts
        parts.terminal = series
        let kiosk = Kiosk(parts, log: .silent)
        let running = Task { try await kiosk.run() }
        var times: [Duration] = []
        for _ in 0..<5 {
            guard let card = try site.card(of: resident) else { break }
            let start = ContinuousClock.now
            let ending = await series.come(
                Visit.Plan(certificate: .residenceRecord(.usual), pin: pin, card: card), at: site)
            if ending == .delivered { times.append(ContinuousClock.now - start) }
        }
        running.cancel()
        await site.close()
        times.sort()
        guard !times.isEmpty else { return }
        let median = times[times.count / 2] / .milliseconds(1)
        sheet.line("wall time, devices stack, median of \(times.count)", median, "ms", limit: 3_000)
    }
}

/// A kiosk configured by its files, with a card channel and a printer in this process.
private struct FirmwareUnderTest: Surroundings {
    let kiosk: Kiosk
    private let readers = InProcessReaders()
    private let coins: SimulatedCoinMechanism
    private let series = VisitSeries()
    private let credential: (key: SimulatedCard.Credential, model: CardModel)
    private let pin: String
    private let papers: String

    init(folder: String, papers: String, ocspPort: Int) async throws {
        let machine = SimulatedParts(receipts: papers)
        var parts = try await KioskParts(
            try KioskConfiguration.load(path: folder + "/kiosk.yaml"), drivers: machine.drivers, terminal: series)
        let list = try PartsList.reference(drivers: machine.drivers)
        guard let part = list.coinMechanism else { throw StackError(part: "coins", reason: "none") }
        coins = SimulatedCoinMechanism(part, holdings: SimulatedParts.usualHoldings)
        parts.coins = coins
        parts.readers = readers
        parts.reader = NamePattern(readers.reader)
        self.papers = papers + "/papers"
        try makeFolder(self.papers)
        parts.printer = FolderPrinter(folder: self.papers)
        kiosk = Kiosk(parts, log: .silent)

        let town = try SimulatedTown.load()
        let world = try AuthorityWorld(
            directory: folder + "/authorities", now: KioskParts.systemMilliseconds() / 1_000,
            ocspURL: "http://127.0.0.1:\(ocspPort)/ocsp")
        guard let resident = town.resident(id: "shibuya-my-number"), let card = resident.card,
            let issued = try CardOffice(world: world).cardCredential(of: resident)
        else { throw StackError(part: "card", reason: "none") }
        pin = card.pin
        credential = (
            SimulatedCard.Credential(
                key: issued.privateKey, certificate: issued.certificate.der,
                authorityCertificate: issued.authority.der, pin: card.pin),
            .myNumber
        )
    }

    func issueOne() async throws {
        let card = SimulatedCard(model: credential.model, authentication: credential.key)
        let plan = Visit.Plan(certificate: .residenceRecord(.usual), pin: pin, card: card)
        let ending = await series.come(plan, at: self)
        guard ending == .delivered else { throw StackError(part: "issuance", reason: ending.word) }
        for paper in (try? FileManager.default.contentsOfDirectory(atPath: papers)) ?? [] {
            try FileManager.default.removeItem(atPath: papers + "/" + paper)
        }
    }

    func insert(_ card: SimulatedCard) { readers.insert(card) }
    func removeCard() { readers.remove() }
    func insert(_ piece: Denomination) { coins.insert(piece) }
}
