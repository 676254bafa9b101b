internal import Board
internal import Issuance
internal import Journal
internal import Printing

extension Finding {
    /// A stable word for logs, reports and metrics: lower-case letters, digits, hyphens and one point.
    public var id: String {
        switch self {
        case .tookTooLong: "test.took-too-long"
        case .noDriver: "part.no-driver"
        case .deviceMissing: "part.device-missing"
        case .notConfirmed: "part.not-confirmed"
        case .cardServiceDown: "card-reader.service-down"
        case .readerMissing: "card-reader.missing"
        case .readerFailed: "card-reader.failed"
        case .noTestCard: "card.none"
        case .cardUnresponsive: "card.unresponsive"
        case .cardUnknown: "card.unknown"
        case .cardHeldElsewhere: "card.held-elsewhere"
        case .cardUnreadable: "card.unreadable"
        case .testCardLocked: "card.locked"
        case .printServerDown: "printer.server-down"
        case .printQueueMissing: "printer.queue-missing"
        case .printQueueNotEmpty: "printer.queue-not-empty"
        case .printer(let reason, _): "printer.\(reason.word)"
        case .printerFailed: "printer.failed"
        case .coins(let fault): "coin-mechanism.\(fault.rawValue)"
        case .coinsSilent: "coin-mechanism.silent"
        case .changeLow(let denomination): "coin-mechanism.change-low-\(denomination.rawValue)"
        case .moneyOwed: "journal.money-owed"
        case .noCable: "network.no-cable"
        case .noRoute: "network.no-route"
        case .cloudNameUnknown: "cloud.name-unknown"
        case .cloudUnreachable: "cloud.unreachable"
        case .cloudSilent: "cloud.silent"
        case .cloudNotTrusted: "cloud.not-trusted"
        case .kioskNotAccepted: "cloud.kiosk-not-accepted"
        case .cloudFault: "cloud.fault"
        case .cloudCertificateEnds: "cloud.certificate-ends"
        case .kioskCertificateEnds: "cloud.kiosk-certificate-ends"
        case .kioskCertificateOver: "cloud.kiosk-certificate-over"
        case .revocationUnreachable: "revocation.unreachable"
        case .revocationStale: "revocation.stale"
        case .revocationUnusable: "revocation.unusable"
        case .clockNotSet: "clock.not-set"
        case .clockDiffers: "clock.differs"
        case .diskLow: "disk.low"
        case .diskFull: "disk.full"
        case .diskNotWritable: "disk.not-writable"
        case .diskReadsWrong: "disk.reads-wrong"
        case .journal(let kind): "journal.\(Self.hyphenated("\(kind)"))"
        case .alarm(let alarm): "alarm.\(alarm.rawValue)"
        case .memoryLow: "memory.low"
        case .hot: "processor.hot"
        case .tooHot: "processor.too-hot"
        case .watchdogFired: "watchdog.fired"
        case .serviceDown(let service): "services.\(service.rawValue)-down"
        case .serviceRestarted(let service): "services.\(service.rawValue)-restarted"
        case .softwareAltered: "software.altered"
        case .softwareUnchecked: "software.unchecked"
        case .screenNotShown: "screen.not-shown"
        case .sheetCrooked: "printer.sheet-crooked"
        case .greyWrong: "printer.grey-wrong"
        case .guardVisible: "printer.guard-visible"
        case .touchNotFelt: "screen.touch-not-felt"
        case .coloursWrong: "screen.colours-wrong"
        case .keysNotFelt: "keypad.keys-not-felt"
        case .voiceNotHeard(let language): "voice.not-heard-\(language.rawValue.lowercased())"
        case .voiceMissing: "voice.missing"
        case .voiceSilent(let language): "voice.silent-\(language.rawValue.lowercased())"
        case .doorOpen: "service-door.open"
        }
    }

    /// `notAJournal` as `not-a-journal`.
    static func hyphenated(_ name: String) -> String {
        name.reduce(into: "") { word, letter in
            if letter.isUppercase { word += "-" + letter.lowercased() } else { word.append(letter) }
        }
    }
}

extension PrinterReason {
    /// The IPP keyword, or a word of ours in the same shape.
    var word: String {
        if case .other(let keyword) = self { return "other-\(keyword.prefix(40))" }
        return keyword ?? Finding.hyphenated("\(self)").replacing("p-d-f", with: "pdf")
    }
}
