internal import Glibc
internal import Printing
internal import SimulatedKiosk
internal import SimulatedPrinter

/// What a clerk does at the printer, on either stack.
protocol PrinterHands: Sendable {
    /// Lets these things, and nothing else, be wrong with it.
    func set(_ wrong: Set<DockCommand.PrinterPart>, whilePrinting: Bool) async throws
    /// What came out so far, oldest first.
    func papers() async -> [PrintedPaper]
}

/// A document that came out, whole or in part.
struct PrintedPaper: Hashable, Sendable {
    var path: String
    /// Out so far; nil where the printer shows a document only when all of it is out.
    var sheets: Int?
    var copies: Int?
}

extension DockCommand.PrinterPart {
    fileprivate var reason: PrinterReason {
        switch self {
        case .cover: .coverOpen
        case .paper: .mediaEmpty
        case .jam: .mediaJam
        case .toner: .tonerEmpty
        }
    }
}

/// The printer that writes to a folder.
struct FolderPrinterHands: PrinterHands {
    let printer: FolderPrinter

    func set(_ wrong: Set<DockCommand.PrinterPart>, whilePrinting: Bool) {
        if wrong.isEmpty { printer.clear() } else { printer.report(blocking: Set(wrong.map(\.reason))) }
    }

    func papers() -> [PrintedPaper] {
        printer.outputs.map { PrintedPaper(path: $0.path, sheets: $0.sheets, copies: $0.ticket.copies) }
    }
}

/// CUPS and the IPP Everywhere printer.
struct RigHands: PrinterHands {
    let rig: PrinterRig
    /// More sides than a kiosk prints at once.
    private static let mostSides = 40
    /// A side takes so long, as at a printer that makes 40 a minute.
    private static let pace: Duration = .milliseconds(750)

    init(_ rig: PrinterRig) async throws {
        self.rig = rig
        try await rig.setPace(perSide: Self.pace)
    }

    func set(_ wrong: Set<DockCommand.PrinterPart>, whilePrinting: Bool) async throws {
        await rig.clear()
        try await rig.setPace(perSide: Self.pace)
        if whilePrinting, let part = wrong.min(by: { $0.rawValue < $1.rawValue }) {
            // Whichever side comes next, it stops before it.
            for side in 0...Self.mostSides { try await rig.stop(afterSides: side, for: part.reason) }
        } else if !whilePrinting {
            try await rig.setReasons(Set(wrong.map(\.reason)))
        }
    }

    func papers() -> [PrintedPaper] {
        rig.printedDocuments().map { PrintedPaper(path: $0, sheets: nil, copies: nil) }
    }
}
