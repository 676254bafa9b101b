/// What a printer says about itself: an IPP `printer-state-reasons` keyword without its severity
/// (RFC 8011 §5.4.12, PWG 5100.9), or what was found out about it and its queue.
public enum PrinterReason: Hashable, Sendable {
    // Paper.
    case mediaEmpty, mediaNeeded, mediaLow, mediaJam, inputTrayMissing
    // Doors and the way out.
    case coverOpen, interlockOpen, outputTrayMissing, outputAreaFull, outputAreaAlmostFull
    // Toner, ink, drum, fuser, waste.
    case tonerEmpty, tonerLow, markerSupplyEmpty, markerSupplyLow, markerWasteFull, markerWasteAlmostFull
    case developerEmpty, developerLow, drumWornOut, drumNearlyWornOut, fuserTooHot, fuserTooCold
    // The machine.
    case spoolFull, shuttingDown, paused, offline
    /// The printer is stopped and does not say why.
    case stopped
    /// A keyword that is not in this list: at most 64 characters of a–z, 0–9, `.`, `_` and `-`.
    case other(String)

    // Found out, not said.
    /// The printer does not answer.
    case unreachable
    /// The printer takes no jobs.
    case notAccepting
    /// The queue is paused.
    case queuePaused
    /// The queue takes no jobs.
    case queueNotAccepting
    /// The queue would scale pages or print a failed job again by itself; see `docs/printing.md`.
    case queueNotPrepared
    /// No tray holds A4.
    case noA4
    /// The printer cannot print both sides.
    case noTwoSided
    /// The printer does not take PDF.
    case noPDF
}

extension PrinterReason {
    /// Reasons whose cause may hold a sheet inside the printer. While one stands, a sheet that was
    /// counted is not yet known to be out.
    public var mayHoldPaper: Bool {
        switch self {
        case .mediaJam, .coverOpen, .interlockOpen, .outputTrayMissing, .outputAreaFull, .stopped, .offline,
            .unreachable:
            true
        default:
            // Supplies and queues: an empty tray does not take back the sheet it gave last.
            false
        }
    }

    /// The keyword a printer says it by; nil for what is found out and not said.
    public var keyword: String? {
        if case .other(let keyword) = self { return keyword }
        return Self.keywords.filter { $0.value.reason == self }.keys.min { $0.count < $1.count }
    }

    /// One keyword as a printer sent it, or nil for `none` and for what is no keyword.
    ///
    /// Whether a known reason blocks is decided by what it is: a jam is a jam. The severity suffix can only
    /// make a forerunner such as `toner-low` block (`-error`), never a jam harmless, because printers derive
    /// it from their state: an idle one calls an open cover `cover-open-report` and a printing one
    /// `cover-open-warning` (ippeveprinter 2.4 does). An unknown reason has only its suffix; without one it
    /// is an error (RFC 8011 §5.4.12).
    static func parse(_ keyword: String) -> (reason: PrinterReason, blocks: Bool)? {
        guard let keyword = bounded(keyword) else { return nil }
        let severities: [(suffix: String, blocks: Bool)] = [("-report", false), ("-warning", false), ("-error", true)]
        var name = keyword
        var isError: Bool?
        if let severity = severities.first(where: { keyword.hasSuffix($0.suffix) }) {
            name = String(keyword.dropLast(severity.suffix.count))
            isError = severity.blocks
        }
        guard name != "none", !name.isEmpty else { return nil }
        guard let known = keywords[name] else { return (.other(name), isError ?? true) }
        return (known.reason, known.blocks || isError ?? false)
    }

    /// Keywords are lowercase ASCII (RFC 8011 §5.1.4). Anything else in one is replaced, and its length cut.
    private static func bounded(_ keyword: String) -> String? {
        let allowed: [UInt8] = keyword.utf8.prefix(64).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                byte
            default:
                UInt8(ascii: "_")
            }
        }
        return allowed.isEmpty ? nil : String(decoding: allowed, as: UTF8.self)
    }

    private static let keywords: [String: (reason: PrinterReason, blocks: Bool)] = [
        "media-empty": (.mediaEmpty, true), "media-needed": (.mediaNeeded, true), "media-low": (.mediaLow, false),
        "media-jam": (.mediaJam, true), "input-tray-missing": (.inputTrayMissing, true),
        "cover-open": (.coverOpen, true), "interlock-open": (.interlockOpen, true),
        "output-tray-missing": (.outputTrayMissing, true), "output-area-full": (.outputAreaFull, true),
        "output-area-almost-full": (.outputAreaAlmostFull, false),
        "toner-empty": (.tonerEmpty, true), "toner-low": (.tonerLow, false),
        "marker-supply-empty": (.markerSupplyEmpty, true), "marker-supply-low": (.markerSupplyLow, false),
        "marker-waste-full": (.markerWasteFull, true),
        "marker-waste-almost-full": (.markerWasteAlmostFull, false),
        "developer-empty": (.developerEmpty, true), "developer-low": (.developerLow, false),
        "opc-life-over": (.drumWornOut, true), "opc-near-eol": (.drumNearlyWornOut, false),
        "fuser-over-temp": (.fuserTooHot, true), "fuser-under-temp": (.fuserTooCold, true),
        "spool-area-full": (.spoolFull, true), "shutdown": (.shuttingDown, true),
        "paused": (.paused, true), "moving-to-paused": (.paused, true), "stopping": (.stopped, true),
        "offline": (.offline, true), "timed-out": (.offline, true), "connecting-to-device": (.offline, true),
    ]
}
