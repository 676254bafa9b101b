import Foundation
import Issuance
import Journal
import OpenSSL
import Printing
import SimulatedAuthority
import SimulatedBoard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import SimulatedResidents
import SimulatedTownHall
import Testing

@testable import Kiosk

/// A certificate comes out, and nothing stays behind.
@Suite(.timeLimit(.minutes(5)))
struct HappyCourseTests {
    private struct Order: Sendable, CustomTestStringConvertible {
        var resident: String
        var certificate: CertificateSpecification
        var copies = 1
        /// What must stand on the paper, and what must not.
        var shown: [String]
        var absent: [String] = []
        var testDescription: String { "\(resident), \(certificate.kind.rawValue), \(copies)" }
    }

    private static let orders = [
        Order(
            resident: "shibuya-household", certificate: .residenceRecord(.usual),
            shown: ["住民票", "見本太郎", "見本花子", "見本一郎", "見本さくら", "省略"],
            absent: ["東京都渋谷区窓口町一丁目2番筆頭者見本太郎"]),
        Order(
            resident: "shibuya-household",
            certificate: .residenceRecord(
                ResidenceRecordOptions(members: .members([1, 3]), showsDomicile: true, showsRelationship: true)),
            copies: 2, shown: ["見本花子", "見本さくら", "東京都渋谷区窓口町一丁目2番", "妻"],
            absent: ["見本一郎", "省略本籍"]),
        Order(
            resident: "shibuya-seal", certificate: .sealRegistration, copies: 2,
            shown: ["印鑑登録証明書", "例示花代"], absent: ["住民票"]),
        Order(resident: "shibuya-my-number", certificate: .sealRegistration, shown: ["印鑑登録証明書", "試験明"]),
        Order(resident: "ichikawa-nine", certificate: .residenceRecord(.usual), shown: ["大家正", "大家平"]),
    ]

    @Test("The paper that was ordered comes out, paid to the yen, and nothing personal stays", arguments: orders)
    private func delivers(order: Order) async throws {
        try await Shop.open { shop in
            let resident = try shop.resident(order.resident)
            let customer = shop.customer(try shop.plan(order.resident, order.certificate, copies: order.copies))
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await shop.waitForReports()

                let fee =
                    try #require(
                        shop.site.town.municipality(code: resident.municipality)?
                            .fees[order.certificate.kind.rawValue]) * order.copies
                try await shop.expectMoney(kept: fee)
                try await shop.expectSettled()
                let output = try #require(shop.printer.outputs.only)
                #expect(output.sheets == output.ticket.sheets && output.ticket.copies == order.copies)
                let text = try await Paper.text(of: output.path)
                for words in order.shown { #expect(text.contains(words), "\(words) is not on the paper: \(text)") }
                for words in order.absent { #expect(!text.contains(words), "\(words) is on the paper") }

                let counts = await shop.site.cloud.counts
                #expect(counts.sessions == 1 && counts.issuances == 1 && counts.documents == 1)
                #expect(counts.delivered == 1 && counts.deliveredSheets == output.sheets)
                let kept = try await shop.site.parts.journal.counts()
                #expect(kept.delivered == 1 && kept.spoiled + kept.refused + kept.open == 0)

                let slip = try String(
                    contentsOfFile: try #require(shop.site.receiptPrinter?.paths.only), encoding: .utf8)
                #expect(slip.contains("\(order.copies)通") && !slip.contains(resident.name))

                #expect(customer.secrets.count >= 1)
                try await shop.expectNothingPersonal(of: customer, in: running, words: try words(about: resident, shop))
            }
        }
    }

    /// What must be nowhere.
    private func words(about resident: Resident, _ shop: Shop) throws -> [String] {
        let household = shop.site.town.household(of: resident)
        let card = try #require(resident.card)
        let certificate = try #require(try shop.site.cloud.registry.cards.cardCredential(of: resident)).certificate
        return household.flatMap { [$0.name, $0.kana, $0.address] } + [
            // The digits alone may stand in a number: not as a PIN would.
            "\"\(card.pin)\"", try #require(certificate.commonName), certificate.serialHex,
        ]
    }

    @Test("The resident chooses among the names of the household, and they go with the screen")
    func showsNames() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                #expect(customer.names == ["見本 太郎", "見本 花子", "見本 一郎", "見本 さくら"])
            }
        }
    }

    @Test("Three residents, one after the other, at one kiosk")
    func servesMany() async throws {
        try await Shop.open { shop in
            for id in ["shibuya-household", "mitaka-variant", "ichikawa-foreign"] {
                let customer = shop.customer(try shop.plan(id))
                try await shop.run(customer) { _ in
                    #expect(await customer.visit.ending() == .delivered)
                    try await shop.waitForReports()
                }
            }
            #expect(shop.printer.outputs.count == 3)
            #expect(await shop.site.cloud.counts.delivered == 3)
            try await shop.expectSettled()
        }
    }

    @Test("The steps that money and paper depend on are written down in their order")
    func recordsInOrder() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                let names = running.entries.map { String(String(describing: $0).prefix { $0 != "(" }) }
                #expect(
                    names == [
                        "issuanceRequested", "moneyCredited", "moneyCredited", "moneyCredited", "printStarted",
                        "delivered", "sessionClosed",
                    ])
            }
        }
    }
}

extension Collection {
    /// The one element; nil where there is none, or more.
    var only: Element? { count == 1 ? first : nil }
}
