import ChildProcesses
import Foundation
import Issuance
import Testing

@testable import Journal

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("\(NSTemporaryDirectory())journal-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
        try #require(made)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var journal: String { "\(path)/journal.sqlite" }

    /// What a power cut now would leave: the files as the kernel has them, while the writer still has them open.
    /// Copied by another process: closing a journal's file in this one would drop SQLite's locks on it.
    func afterPowerCut() throws -> Folder {
        let copy = try Folder()
        let files = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix("-shm") }
        let copying = try ChildProcess.run("/bin/cp", ["-p"] + files.map { "\(path)/\($0)" } + [copy.path])
        try #require(copying.status == 0)
        return copy
    }
}

/// Errors are compared as values; `#expect(throws:)` would compare only what it is told.
func kind(_ body: () async throws -> Void) async -> JournalError.Kind? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? JournalError)?.kind
    }
}

func yen(_ amount: Int) -> Yen { Yen(amount) ?? .zero }

func id(_ number: UInt64) -> RequestID { RequestID(high: 0xA5A5, low: number) }

/// The courses of whole sessions, each as the machine records them: two copies for 300 yen each.
enum Course {
    static func order() throws -> JournalEntry {
        .issuanceRequested(
            municipality: try #require(MunicipalityCode("13113")), kind: .residenceRecord, copies: 2, fee: yen(600))
    }

    static func all() throws -> [String: [JournalEntry]] {
        let order = try order()
        let paid: [JournalEntry] = [order, .moneyCredited(yen(500)), .moneyCredited(yen(500))]
        return [
            "delivered with change": paid + [
                .printStarted(sheets: 2), .delivered(sheets: 2), .payoutStarted(yen(400)), .paidOut(yen(400)),
                .sessionClosed,
            ],
            "delivered, change short": paid + [
                .printStarted(sheets: 2), .delivered(sheets: 2), .payoutStarted(yen(400)), .paidOut(yen(350)),
                .owed(yen(50)), .sessionClosed,
            ],
            "delivered, exact": [
                order, .moneyCredited(yen(500)), .moneyCredited(yen(100)), .printStarted(sheets: 2),
                .delivered(sheets: 2), .sessionClosed,
            ],
            "spoiled": paid + [
                .printStarted(sheets: 2), .spoiled(sheets: 1), .payoutStarted(yen(1_000)), .paidOut(yen(1_000)),
                .sessionClosed,
            ],
            "spoiled, nothing comes out": paid + [
                .printStarted(sheets: 2), .spoiled(sheets: 2), .payoutStarted(yen(1_000)), .paidOut(.zero),
                .owed(yen(1_000)), .sessionClosed,
            ],
            "cancelled while paying": [
                order, .moneyCredited(yen(100)), .refused, .payoutStarted(yen(100)), .paidOut(yen(100)),
                .sessionClosed,
            ],
            "refused": [order, .refused, .sessionClosed],
            "mismatched": [order, .alarmRaised(.documentMismatch), .refused, .sessionClosed],
            "free": [
                .issuanceRequested(
                    municipality: try #require(MunicipalityCode("07209")), kind: .sealRegistration, copies: 1,
                    fee: .zero),
                .printStarted(sheets: 1), .delivered(sheets: 1), .paperLeftBehind, .sessionClosed,
            ],
            "a coin rolls in late": paid + [
                .printStarted(sheets: 2), .delivered(sheets: 2), .payoutStarted(yen(400)), .paidOut(yen(400)),
                .moneyCredited(yen(100)), .payoutStarted(yen(100)), .paidOut(yen(100)), .sessionClosed,
            ],
            "money without an order": [
                .moneyCredited(yen(10)), .payoutStarted(yen(10)), .paidOut(yen(10)), .sessionClosed,
            ],
        ]
    }
}
