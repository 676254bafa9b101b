import Foundation
import Issuance
import SimulatedBoard
import TestSupport
import Testing

@testable import Board

@Suite struct ReceiptTests {
    private func receipt(owed: Int = 0, name: String = "渋谷区") throws -> Receipt {
        Receipt(
            number: "A5A50001", at: 1_700_000_000_000,
            municipality: Municipality(code: try #require(MunicipalityCode("13113")), name: name),
            kind: .residenceRecord, copies: 2, fee: yen(600), paid: yen(1_000), change: yen(400 - owed),
            owed: yen(owed))
    }

    /// The whole slip, as it lies in the hand.
    @Test func readsAsASlipDoes() throws {
        #expect(
            try receipt().lines() == [
                "             領収書",
                "--------------------------------",
                "2023年11月15日 07:13",
                "受付番号                A5A50001",
                "--------------------------------",
                "13113 渋谷区",
                "住民票の写し",
                "通数                         2通",
                "手数料                     600円",
                "--------------------------------",
                "お預り                   1,000円",
                "お釣り                     400円",
            ])
    }

    /// Money that did not come out stands on the slip with what to do about it.
    @Test func saysWhatIsOwed() throws {
        let lines = try receipt(owed: 150).lines()
        #expect(
            lines.suffix(5) == [
                "お釣り                     250円",
                "--------------------------------",
                "お返しできなかった金額     150円",
                "この控えをお持ちのうえ、係員へお",
                "申し出ください。",
            ])
    }

    /// Where the whole fee went back, or should have, the slip is no receipt.
    @Test func isNoReceiptWhereNothingWasKept() throws {
        var slip = try receipt(owed: 150)
        slip.fee = .zero
        #expect(try #require(slip.lines().first).hasSuffix("お返し金の控え"))
        slip.owed = .zero
        #expect(try #require(slip.lines().first).hasSuffix("領収書"))
    }

    /// No line is wider than the paper, whatever the municipality is called and however wide the paper is.
    @Test(arguments: [24, 32, 48, 64]) func keepsToThePaper(columns: Int) throws {
        let name = String(repeating: "堺市堺区南瓦町", count: 9)
        for line in try receipt(owed: 150, name: name).lines(columns: columns) {
            #expect(TextColumns.width(line) <= columns, "\(line)")
        }
        // A width that no printer has is taken for the nearest that one may have.
        #expect(try receipt().lines(columns: 0) == receipt().lines(columns: 24))
    }

    @Test(
        arguments: [
            (0, "1970年1月1日 09:00"), (951_750_000_000, "2000年2月29日 00:00"), (951_749_999_999, "2000年2月28日 23:59"),
            (1_709_218_740_000, "2024年2月29日 23:59"), (1_709_218_800_000, "2024年3月1日 00:00"),
            (1_767_193_199_000, "2025年12月31日 23:59"), (-1, "1970年1月1日 08:59"),
            (4_107_423_600_000, "2100年2月28日 00:00"), (4_107_510_000_000, "2100年3月1日 00:00"),
        ] as [(Int64, String)]) func tellsJapanesTime(milliseconds: Int64, text: String)
    {
        #expect(Receipt.japaneseTime(milliseconds) == text)
    }

    @Test func countsWideCharactersTwice() {
        #expect(TextColumns.width("abc") == 3)
        #expect(TextColumns.width("窓口ﾏﾄﾞ") == 7)
        #expect(TextColumns.width("か\u{3099}") == 2)
        // A variation selector is no column of its own.
        #expect(TextColumns.width("葛\u{E0100}城") == 4)
    }

    /// Each slip goes to a file of its own that its owner alone can read; none is overwritten.
    @Test func writesEachSlipToItsOwnFile() async throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/receipt-1.txt"))
        let printer = FileReceiptPrinter(folder: folder.path)
        try await printer.print(try receipt())
        try await printer.print(try receipt(owed: 50))
        #expect(printer.paths == ["\(folder.path)/receipt-2.txt", "\(folder.path)/receipt-3.txt"])
        #expect(try String(contentsOfFile: "\(folder.path)/receipt-1.txt", encoding: .utf8) == "old")
        let slip = try String(contentsOfFile: "\(folder.path)/receipt-2.txt", encoding: .utf8)
        #expect(slip == (try receipt().lines().joined(separator: "\n") + "\n"))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/receipt-3.txt")
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        printer.setOutOfPaper(true)
        await #expect(throws: ReceiptPrinterError.paperOut) { try await printer.print(try receipt()) }
        printer.setOutOfPaper(false)
        try await printer.print(try receipt())
        #expect(printer.paths.count == 3)

        let nowhere = FileReceiptPrinter(folder: "\(folder.path)/none")
        await #expect(throws: ReceiptPrinterError.unreachable) { try await nowhere.print(try receipt()) }
        #expect(nowhere.paths.isEmpty)
    }
}
