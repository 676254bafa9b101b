import Issuance
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import SimulatedResidents
import Testing

@testable import Kiosk

/// What happens to each resident who gets nothing.
@Suite(.timeLimit(.minutes(5)))
struct EndingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var resident: String
        var kind = CertificateKind.residenceRecord
        var ending: Ending
        /// The cloud was asked for a session.
        var reachesCloud = true
        var testDescription: String { "\(resident): \(ending.id)" }
    }

    static let cases = [
        Case(resident: "shibuya-protected", ending: .refused(.protected)),
        Case(resident: "shibuya-card-issued-today", ending: .refused(.cardIssuedToday)),
        Case(resident: "shibuya-household-spouse", kind: .sealRegistration, ending: .refused(.noSealRegistered)),
        Case(resident: "mitaka-revoked", ending: .certificate(.revoked), reachesCloud: false),
        Case(resident: "mitaka-expired", ending: .certificate(.expired), reachesCloud: false),
        Case(resident: "mitaka-locked-pin", ending: .pinLocked, reachesCloud: false),
        Case(resident: "ichikawa-unknown-issuer", ending: .certificate(.unknownIssuer), reachesCloud: false),
        Case(resident: "ichikawa-moved-out", ending: .refused(.movedOut)),
        Case(resident: "ichikawa-seal-cancelled", kind: .sealRegistration, ending: .refused(.sealCancelled)),
        Case(resident: "soma-deceased", ending: .refused(.deceased)),
        Case(resident: "soma-under-15", ending: .refused(.underage)),
        Case(resident: "soma-adult-ward", kind: .sealRegistration, ending: .refused(.adultWard)),
        Case(resident: "soma-moved-in-today", ending: .refused(.movedInToday)),
        Case(resident: "soma-unregistered-character", ending: .refused(.nameNotPrintable)),
    ]

    @Test("Each resident to whom nothing may be issued is told why, and nothing happens", arguments: cases)
    func ends(_ wanted: Case) async throws {
        try await Shop.open { shop in
            let certificate: CertificateSpecification =
                wanted.kind == .sealRegistration ? .sealRegistration : .residenceRecord(.usual)
            let plan = try shop.plan(wanted.resident, certificate)
            let tries = plan.card.pinTriesLeft
            let customer = shop.customer(plan)
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(wanted.ending))
                try await running.waitUntilIdle()
                try await shop.expectNothingIssued()
                #expect((await shop.site.cloud.counts.sessions > 0) == wanted.reachesCloud)
                #expect(!plan.card.isPINVerified)
                #expect(plan.card.pinTriesLeft == (tries == 0 ? 0 : 3))
                try await shop.expectNothingPersonal(
                    of: customer, in: running, words: [try shop.resident(wanted.resident).name])
            }
        }
    }

    @Test(
        "Who may have something gets it, whatever is special about them",
        arguments: [
            "shibuya-household-spouse", "mitaka-one-try", "ichikawa-nine-son", "ichikawa-seal-cancelled",
            "soma-long-name",
            "soma-parent", "soma-adult-ward",
        ])
    func delivers(resident: String) async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan(resident))
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                let paper = try #require(shop.printer.outputs.only)
                let text = try await Paper.text(of: paper.path)
                #expect(text.contains("住民票"))
            }
        }
    }

    @Test("Every resident with a card is in one of these tables")
    func isComplete() async throws {
        let known = Set(Self.cases.map(\.resident)).union([
            "shibuya-household", "shibuya-household-spouse", "shibuya-seal", "shibuya-my-number", "mitaka-variant",
            "mitaka-one-try", "ichikawa-foreign", "ichikawa-nine", "ichikawa-nine-son", "soma-long-name", "soma-parent",
        ])
        let town = try SimulatedTown.load()
        #expect(Set(town.residents.filter { $0.card != nil }.map(\.id)) == known)
    }
}
