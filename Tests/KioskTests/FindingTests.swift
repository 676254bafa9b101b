import Board
import Issuance
import Journal
import Printing
import SelfTest
import Testing

/// The words for what is wrong.
struct FindingTests {
    private static let all: [Finding] =
        [
            .tookTooLong, .noDriver, .deviceMissing, .notConfirmed, .cardServiceDown, .readerMissing,
            .readerFailed(code: 0x8010_0001), .noTestCard, .cardUnresponsive, .cardUnknown, .cardHeldElsewhere,
            .cardUnreadable, .testCardLocked, .printServerDown, .printQueueMissing, .printQueueNotEmpty, .printerFailed,
            .coinsSilent, .moneyOwed(.zero), .noCable, .noRoute, .cloudNameUnknown, .cloudUnreachable, .cloudSilent,
            .cloudNotTrusted, .kioskNotAccepted, .cloudFault, .cloudCertificateEnds(days: 3),
            .kioskCertificateEnds(days: 3), .kioskCertificateOver, .revocationUnreachable, .revocationStale,
            .revocationUnusable, .clockNotSet, .clockDiffers(seconds: 90), .diskLow(mebibytes: 5),
            .diskFull(mebibytes: 5), .diskNotWritable, .diskReadsWrong, .memoryLow(mebibytes: 5), .hot(celsius: 80),
            .tooHot(celsius: 99), .watchdogFired, .screenNotShown, .voiceMissing, .doorOpen,
            .softwareAltered(files: 3), .softwareUnchecked, .sheetCrooked, .greyWrong, .guardVisible,
            .touchNotFelt(fields: 3), .coloursWrong, .keysNotFelt(keys: 2),
        ] + CoinMechanismFault.allCases.map(Finding.coins) + Denomination.allCases.map(Finding.changeLow)
        + JournalError.Kind.allCases.map(Finding.journal) + Alarm.allCases.map(Finding.alarm)
        + SystemService.allCases.flatMap { [Finding.serviceDown($0), .serviceRestarted($0)] }
        + Language.allCases.flatMap { [Finding.voiceSilent($0), .voiceNotHeard($0)] }
        + [
            PrinterReason.mediaEmpty, .mediaNeeded, .mediaLow, .mediaJam, .inputTrayMissing, .coverOpen,
            .interlockOpen, .outputTrayMissing, .outputAreaFull, .outputAreaAlmostFull, .tonerEmpty, .tonerLow,
            .markerSupplyEmpty, .markerSupplyLow, .markerWasteFull, .markerWasteAlmostFull, .developerEmpty,
            .developerLow, .drumWornOut, .drumNearlyWornOut, .fuserTooHot, .fuserTooCold, .spoolFull, .shuttingDown,
            .paused, .offline, .stopped, .other("vendor-x"), .unreachable, .notAccepting, .queuePaused,
            .queueNotAccepting, .queueNotPrepared, .noA4, .noTwoSided, .noPDF,
        ].map { Finding.printer($0, isBlocking: true) }

    @Test(
        "Each finding has an id of its own, and whole sentences in both languages that say what is wrong and what to do"
    )
    func words() {
        #expect(Set(Self.all.map(\.id)).count == Self.all.count)
        for finding in Self.all {
            let id = finding.id
            #expect(id.split(separator: ".").count == 2 && id.allSatisfy { $0.isASCII && !$0.isUppercase }, "\(id)")
            for wording in [finding.words.reason, finding.words.remedy] {
                #expect(
                    wording.en.hasSuffix(".") && wording.en.first?.isLowercase != true || id.hasPrefix("services."),
                    "\(id): \(wording.en)")
                #expect(wording.ja.hasSuffix("。") || wording.ja.hasSuffix("）。"), "\(id): \(wording.ja)")
                // A line on a terminal and a row of a page have room for it.
                #expect(wording.en.count <= 110 && wording.ja.count <= 60, "\(id)")
            }
        }
    }

    @Test("Words of another part's default never stand in for a finding's own")
    func noDefault() {
        // A sentence is shared only where the same thing is to be done for it.
        let general = Finding.tookTooLong.words
        #expect(Self.all.filter { $0.words == general } == [.tookTooLong])
        for shared in [Finding.printerFailed, .coinsSilent, .cloudFault, .cardUnreadable] {
            #expect(Self.all.filter { $0.words == shared.words } == [shared], "\(shared.id)")
        }
    }
}
