import Board
import Issuance
import Journal
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import SimulatedTownHall
import Testing

@testable import Kiosk

/// What a kiosk does about a course that a power cut ended.
@Suite(.timeLimit(.minutes(5)))
struct RestartTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// How many entries of the course are on the disk.
        var count: Int
        var outcome: Outcome
        var owed = 0
        var testDescription: String { "\(count) entries: \(outcome)" }
    }

    /// A course with change, as it is written down.
    static var course: [JournalEntry] {
        guard let shibuya = MunicipalityCode("13113") else { return [] }
        return [
            .issuanceRequested(municipality: shibuya, kind: .residenceRecord, copies: 1, fee: yen(300)),
            .moneyCredited(yen(500)), .printStarted(sheets: 1), .delivered(sheets: 1), .payoutStarted(yen(200)),
            .paidOut(yen(200)), .sessionClosed,
        ]
    }

    private static func yen(_ amount: Int) -> Yen { Yen(amount) ?? .zero }

    static let cases = [
        Case(count: 1, outcome: .refused),
        Case(count: 2, outcome: .refused, owed: 500),
        Case(count: 3, outcome: .spoiled(sheets: 1), owed: 500),
        Case(count: 4, outcome: .delivered(sheets: 1), owed: 200),
        Case(count: 5, outcome: .delivered(sheets: 1), owed: 200),
        Case(count: 6, outcome: .delivered(sheets: 1)),
        Case(count: 7, outcome: .delivered(sheets: 1)),
    ]

    @Test(
        "Whatever step the power cut came after, the start settles it, the cloud hears of it, and the kiosk serves",
        arguments: cases)
    func settles(_ wanted: Case) async throws {
        try await Shop.open { shop in
            let issuance = try await shop.order()
            let journal = shop.site.parts.journal
            try await journal.record(Array(Self.course.prefix(wanted.count)), session: issuance, at: 1)

            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                try await shop.waitForReports()
                #expect(await shop.site.cloud.outcome(of: issuance, kiosk: "kiosk-0001") == wanted.outcome)
                let owed = try await journal.moneyOwed()
                #expect(owed.map(\.amount.amount) == (wanted.owed > 0 ? [wanted.owed] : []))
                #expect(owed.allSatisfy { $0.session == issuance })
                try await shop.expectSettled()
                #expect(
                    shop.log.lines.contains { $0.contains("journal.recovered") } == (wanted.count < Self.course.count))
                #expect(shop.log.lines.contains { $0.contains("money.owed") } == (wanted.owed > 0))
            }
        }
    }

    @Test(
        "Cut off at any step of a real course, the next start has every yen and every order accounted for",
        arguments: [
            "issuanceRequested", "moneyCredited", "printStarted", "delivered", "payoutStarted", "paidOut",
            "sessionClosed",
        ])
    func cutOff(after name: String) async throws {
        try await Shop.open { shop in
            var plan = try shop.plan()
            plan.pieces = [.yen500]
            let isOff = Watched(false)
            let customer = shop.customer(plan)
            try await shop.run(
                customer,
                observer: { step in
                    for case .record(let entry) in step.effects where "\(entry)".hasPrefix(name) {
                        isOff.update { $0 = true }
                    }
                },
                { _ in _ = try await isOff.wait { $0 } })
            let next = shop.customer(try shop.plan()) { _, _ in .nothing }
            try await shop.run(next) { running in
                try await running.waitUntilIdle()
                try await shop.waitForReports()
                try await shop.expectSettled()
                let counts = try await shop.site.parts.journal.counts()
                #expect(counts.delivered + counts.spoiled + counts.refused == 1 && counts.open == 0)
                // Kept is what was earned and what is owed; never less than that.
                let owed = try await shop.site.parts.journal.moneyOwed().reduce(0) { $0 + $1.amount.amount }
                #expect(shop.kept <= counts.delivered * 300 + owed)
                #expect(shop.site.coins.audit.isBalanced && !shop.site.coins.isAccepting)
                let cloud = await shop.site.cloud.counts
                #expect(cloud.open == 0)
            }
        }
    }

    @Test("A cloud that will not take a report is told again, ever more seldom, until it has heard")
    func reportsAgain() async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(.problem(status: 500, type: "fault"), on: .report, times: 4)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.waitUntilIdle()
                while try await !shop.site.parts.journal.pendingOutcomes().isEmpty {
                    let registrations = shop.clock.registrations
                    shop.clock.advance(to: try await shop.clock.nextDeadline())
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        // Whoever was woken sleeps again, or has told the cloud.
                        group.addTask { try await shop.clock.waitForRegistrations(beyond: registrations) }
                        group.addTask { try await shop.log.line { $0.contains("cloud.outcome-reported") } }
                        try await group.next()
                        group.cancelAll()
                    }
                }
                #expect(await shop.site.cloud.counts.delivered == 1)
                #expect(shop.clock.now.offset >= .seconds(1 + 2 + 4 + 8))
                #expect(shop.log.lines.contains { $0.contains("cloud.outcome-reported") })
            }
        }
    }

    @Test("An outcome that the cloud will never take keeps no other from being told")
    func poisonedReport() async throws {
        try await Shop.open { shop in
            let journal = shop.site.parts.journal
            // The cloud has never heard of the first, and cannot believe that it was delivered.
            let unknown = RequestID(high: 1, low: 1)
            try await journal.record(Self.course, session: unknown, at: 1)
            let known = try await shop.order()
            try await journal.record(Array(Self.course.prefix(1)), session: known, at: 2)
            try await shop.run(shop.customer(try shop.plan()) { _, _ in .nothing }) { running in
                try await running.waitUntilIdle()
                try await shop.log.line { $0.contains("cloud.outcome-reported") }
                #expect(await shop.site.cloud.outcome(of: known, kiosk: "kiosk-0001") == .refused)
                #expect(try await journal.pendingOutcomes().map(\.session).contains(unknown))
            }
        }
    }

    @Test("A document that arrives after its resident has cancelled belongs to nobody")
    func lateDocument() async throws {
        try await Shop.open { shop in
            let cloud = StubbornCloud(inner: shop.site.parts.cloud)
            let customer = shop.customer(try shop.plan()) { screen, count in
                guard case .preparing(_, .document) = screen.content, !cloud.isCancelled.value else { return .asUsual }
                cloud.isCancelled.update { $0 = true }
                // Made and fetched, and on its way to the kiosk.
                _ = try? await cloud.fetched.wait { $0 == 1 }
                return .touch(.cancel)
            }
            let neighbour = try shop.plan("mitaka-variant")
            try await shop.run(customer, adjust: { $0.cloud = cloud }) { running in
                #expect(await customer.visit.ending() == .nothing)
                try await running.waitUntilIdle()
                try await customer.waitUntilShown { $0.content == .welcome(cardLeftBehind: false) }
                #expect(cloud.documents.value.isEmpty)
                // The next resident has come as far as the fee when the first one's document arrives.
                let visit = Visit(neighbour, at: shop.site)
                await customer.replace(with: visit)
                #expect(await visit.ending() == .delivered)
                let documents = try await cloud.documents.wait { $0.count == 2 }
                #expect(documents.allSatisfy { $0.isErased })
                let text = try await Paper.text(of: try #require(shop.printer.outputs.only?.path))
                #expect(text.contains("三鷹市") && !text.contains("見本太郎"))
                try await shop.waitForReports()
                let counts = await shop.site.cloud.counts
                #expect(counts.delivered == 1 && counts.refused == 1)
            }
        }
    }
}

extension Shop {
    /// An issuance that the cloud has made and knows no end of.
    func order() async throws -> RequestID {
        var random = SystemRandomNumberGenerator()
        let cloud = site.parts.cloud
        let cards = site.cloud.registry.cards
        let credential = try #require(try cards.cardCredential(of: try resident("shibuya-household")))
        let session = try await cloud.openSession(.random(using: &random))
        let signature = try credential.privateKey.signDigestInfo(session.digestInfo(kioskID: cloud.kioskID))
        let entitlement = try await cloud.prove(
            session, certificate: credential.certificate.der, signature: signature)
        let id = RequestID.random(using: &random)
        let order = Order(
            municipality: entitlement.offer.municipality.code, certificate: .residenceRecord(.usual), copies: 1,
            fee: try #require(Yen(300)))
        _ = try await cloud.issue(order, in: session, request: id)
        return id
    }
}

/// A cloud whose first document comes only when the next resident's is asked for, whatever was cancelled meanwhile.
private struct StubbornCloud: MunicipalCloud {
    let inner: any MunicipalCloud
    /// The first resident has cancelled.
    let isCancelled = Watched(false)
    /// What was handed to the kiosk.
    let documents = Watched<[LockedBytes]>([])
    /// What has come from the inner cloud.
    let fetched = Watched(0)
    private let asked = Watched(0)

    init(inner: any MunicipalCloud) { self.inner = inner }

    var kioskID: String { inner.kioskID }
    func openSession(_ request: RequestID) async throws(CloudError) -> CloudSession {
        try await inner.openSession(request)
    }
    func prove(
        _ session: CloudSession, certificate: [UInt8], signature: [UInt8]
    ) async throws(CloudError) -> Entitlement {
        try await inner.prove(session, certificate: certificate, signature: signature)
    }
    func issue(_ order: Order, in session: CloudSession, request: RequestID) async throws(CloudError) -> [UInt8] {
        try await inner.issue(order, in: session, request: request)
    }
    func report(_ outcome: Outcome, of issuance: RequestID) async throws(CloudError) {
        try await inner.report(outcome, of: issuance)
    }
    func service() async throws(CloudError) -> ServiceStatus { try await inner.service() }

    func document(of issuance: RequestID, length: Int) async throws(CloudError) -> LockedBytes {
        let number = asked.update { asked in
            asked += 1
            return asked
        }
        let work = Task { () -> Result<LockedBytes, CloudError> in
            let result: Result<LockedBytes, CloudError>
            do throws(CloudError) {
                result = .success(try await inner.document(of: issuance, length: length))
            } catch {
                result = .failure(error)
            }
            fetched.update { $0 += 1 }
            if number == 1 { _ = try? await asked.wait { $0 == 2 } }
            return result
        }
        let document = try await work.value.get()
        documents.update { $0.append(document) }
        return document
    }
}
