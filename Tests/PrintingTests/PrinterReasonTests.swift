import Testing

@testable import Printing

@Suite struct PrinterReasonTests {
    @Test(
        "What a reason is decides; its suffix only for forerunners and the unknown (RFC 8011 §5.4.12)",
        arguments: [
            ("media-empty", PrinterReason.mediaEmpty, true), ("media-empty-error", .mediaEmpty, true),
            ("media-empty-warning", .mediaEmpty, true), ("media-empty-report", .mediaEmpty, true),
            ("media-needed", .mediaNeeded, true), ("media-low", .mediaLow, false), ("media-low-error", .mediaLow, true),
            ("media-jam", .mediaJam, true), ("cover-open", .coverOpen, true), ("interlock-open", .interlockOpen, true),
            ("toner-empty", .tonerEmpty, true), ("toner-low", .tonerLow, false),
            ("marker-supply-low-warning", .markerSupplyLow, false), ("marker-waste-full", .markerWasteFull, true),
            ("opc-life-over", .drumWornOut, true), ("spool-area-full", .spoolFull, true),
            ("moving-to-paused", .paused, true), ("gremlins", .other("gremlins"), true),
            ("gremlins-report", .other("gremlins"), false),
        ])
    func parses(keyword: String, reason: PrinterReason, blocks: Bool) throws {
        let parsed = try #require(PrinterReason.parse(keyword))
        #expect(parsed.reason == reason)
        #expect(parsed.blocks == blocks)
    }

    @Test("'none' is no reason, in any severity", arguments: ["none", "none-report", "none-error", "", "-error"])
    func nothing(keyword: String) {
        #expect(PrinterReason.parse(keyword) == nil)
    }

    @Test("What a printer makes up is cut to 64 characters that cannot hurt a log")
    func bounded() throws {
        let long = String(repeating: "a", count: 5000)
        #expect(PrinterReason.parse(long)?.reason == .other(String(repeating: "a", count: 64)))
        #expect(PrinterReason.parse("a\nb\u{1b}[31m山田")?.reason == .other("a_b__31m______"))
    }

    @Test("Every reason that a printer can say reads back from its own keyword")
    func keywords() throws {
        let said: [PrinterReason] = [
            .mediaEmpty, .mediaNeeded, .mediaLow, .mediaJam, .inputTrayMissing, .coverOpen, .interlockOpen,
            .outputTrayMissing, .outputAreaFull, .outputAreaAlmostFull, .tonerEmpty, .tonerLow, .markerSupplyEmpty,
            .markerSupplyLow, .markerWasteFull, .markerWasteAlmostFull, .developerEmpty, .developerLow, .drumWornOut,
            .drumNearlyWornOut, .fuserTooHot, .fuserTooCold, .spoolFull, .shuttingDown, .paused, .offline, .stopped,
            .other("gremlins"),
        ]
        for reason in said {
            let keyword = try #require(reason.keyword)
            #expect(PrinterReason.parse(keyword)?.reason == reason)
        }
        for reason in [PrinterReason.unreachable, .notAccepting, .queuePaused, .queueNotPrepared, .noA4] {
            #expect(reason.keyword == nil)
        }
    }

    @Test("A condition sorts its reasons; a stopped printer that gives none is still not ready")
    func conditions() {
        let mixed = PrinterCondition(activity: .processing, keywords: ["media-low", "cover-open-report"])
        #expect(mixed.blocking == [.coverOpen])
        #expect(mixed.warnings == [.mediaLow])
        #expect(!mixed.isReady)
        #expect(PrinterCondition(activity: .idle, keywords: ["none"]).isReady)
        #expect(PrinterCondition(activity: .stopped, keywords: ["none"]).blocking == [.stopped])
        let flood = PrinterCondition(activity: .idle, keywords: (0..<1000).map { "reason\($0)" })
        #expect(flood.blocking.count == 32)
    }
}
