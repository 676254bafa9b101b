internal import DocumentCheck
internal import Foundation
internal import Issuance
internal import Kiosk
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedCloud
internal import SimulatedDocuments
internal import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall
internal import Trust

/// What a paper costs: to set, guard and sign it, to issue it with every check of the cloud's, and to look into it as a
/// kiosk does.
struct PaperBench {
    let issuances: Int

    /// 25 issuances a second on two cores leave so many milliseconds of processor time for one.
    private static let share = 2_000.0 / 25
    private static let clients = 8
    private static let mark = "13113-9F0E4B1D-2C3A4958-87665544-33221100"

    func run(_ sheet: inout BenchSheet) async throws {
        let town = try SimulatedTown.load()
        let now = KioskParts.systemMilliseconds() / 1_000
        let world = try AuthorityWorld(now: now)
        guard let municipality = town.municipality(code: "13113"),
            let document = CertificateDocument(
                .residenceRecord, ofResident: "shibuya-my-number", in: town, issueNumber: Self.mark,
                issuedOn: CivilDate(inJapanAt: Int(now)), kiosk: "kiosk-0001")
        else { throw StackError(part: "bench", reason: "no such document") }
        let credential = try world.sealCredential(
            Municipality(code: municipality.code, name: municipality.name, mayor: municipality.headTitle))
        let seal = PaperSeal(certificate: credential.certificate, key: credential.privateKey)
        let paper = try document.render(sealedBy: seal)
        let time = try processorTime(of: 100) { _ = try document.render(sealedBy: seal) }
        sheet.line("one page set, guarded and signed", time, "ms", limit: 60)
        sheet.line("its size, front and back", Double(paper.pdf.count) / 1_000, "kB", limit: 600)
        try await check(paper.pdf, &sheet)
        try await cloud(town, &sheet)
    }

    private func processorTime(of turns: Int, _ body: () throws -> Void) throws -> Double {
        let before = BenchProcess.processorTime(of: getpid())
        for _ in 0..<turns { try body() }
        return (BenchProcess.processorTime(of: getpid()) - before) * 1_000 / Double(turns)
    }

    /// The kiosk's own look into a document of two pages, in a process of its own each time.
    private func check(_ pdf: [UInt8], _ sheet: inout BenchSheet) async throws {
        guard let mark = IssuanceMark(Self.mark) else { return }
        let judge = DocumentCheck(program: try BenchProcess.sibling(DocumentCheck.programName))
        let document = try LockedBytes(copying: pdf)
        // Of both processes: how long it takes beside others is the machine's affair.
        let turns = 50
        let before = BenchProcess.processorTimeWithChildren
        for _ in 0..<turns {
            let verdict = await judge.verdict(on: document, expecting: DocumentExpectation(mark: mark, pages: 2))
            guard verdict == .accepted else { throw StackError(part: "document check", reason: "\(verdict)") }
        }
        let spent = BenchProcess.processorTimeWithChildren - before
        sheet.line("a kiosk's checks of two pages, processor", spent * 1_000 / Double(turns), "ms", limit: 40)
    }

    /// Whole courses with the cloud by many kiosks at once, without firmware: session, proof, order, document, outcome.
    private func cloud(_ town: SimulatedTown, _ sheet: inout BenchSheet) async throws {
        let ids = (1...Self.clients).map { "bench-\($0)" }
        var configuration = SimulatedCloud.Configuration(town: town, kiosks: Set(ids))
        // As long as a resident stands there, in proportion: what is forgotten after an hour is forgotten meanwhile.
        configuration.sessionLifetime = 5
        let cloud = try await SimulatedCloud.start(configuration)
        let kiosks: [CloudCourse]
        do {
            kiosks = try ids.map { try CloudCourse($0, cloud) }
            try await work(kiosks, turns: max(200, issuances / 5))
            let memory = BenchProcess.residentMemory(of: getpid())
            let processor = BenchProcess.processorTime(of: getpid())
            let start = ContinuousClock.now
            try await work(kiosks, turns: issuances)
            let elapsed = (ContinuousClock.now - start) / .seconds(1)
            let spent = BenchProcess.processorTime(of: getpid()) - processor
            let growth = BenchProcess.residentMemory(of: getpid()) - memory
            sheet.line("issuances, all cores", Double(issuances) / elapsed, "a second", atLeast: 25)
            sheet.line(
                "processor time of one, both ends", spent * 1_000 / Double(issuances), "ms", limit: Self.share)
            sheet.line("growth of memory over \(issuances) issuances", growth, "MB", limit: 16)
        } catch {
            await cloud.stop()
            throw error
        }
        await cloud.stop()
    }

    private func work(_ kiosks: [CloudCourse], turns: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, kiosk) in kiosks.enumerated() {
                group.addTask {
                    for _ in stride(from: index, to: turns, by: kiosks.count) { try await kiosk.issueOne() }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// A kiosk's calls to the cloud for one resident, one issuance after another.
private struct CloudCourse: Sendable {
    private let client: CloudClient
    private let card: Credential

    init(_ id: String, _ cloud: SimulatedCloud) throws {
        let own = try cloud.world.kioskCredential(id: id)
        let identity = try CloudIdentity(
            anchors: [try cloud.world.platformAuthority().certificate], chain: [own.certificate], key: own.privateKey)
        client = try CloudClient(CloudClient.Configuration(url: cloud.url, identity: identity))
        guard let resident = cloud.registry.town.resident(id: "shibuya-my-number"),
            let card = try cloud.registry.cards.cardCredential(of: resident)
        else { throw StackError(part: "bench", reason: "no card") }
        self.card = card
    }

    func issueOne() async throws {
        var random = SystemRandomNumberGenerator()
        let session = try await client.openSession(.random(using: &random))
        let signature = try card.privateKey.signDigestInfo(session.digestInfo(kioskID: client.kioskID))
        let entitlement = try await client.prove(session, certificate: card.certificate.der, signature: signature)
        guard let offered = entitlement.offer[.residenceRecord] else {
            throw StackError(part: "bench", reason: "nothing is offered")
        }
        let order = Order(
            municipality: entitlement.offer.municipality.code, certificate: .residenceRecord(.usual), copies: 1,
            fee: offered.fee)
        let request = RequestID.random(using: &random)
        let signed = try await client.issue(order, in: session, request: request)
        guard let content = try SignedData(der: signed).content else {
            throw StackError(part: "bench", reason: "the manifest is empty")
        }
        _ = try await client.document(of: request, length: try Manifest(json: content).documentLength)
        try await client.report(.delivered(sheets: 1), of: request)
    }
}
