import LockedMemory
import Printing
@testable import SimulatedPrinter
import Testing

/// Real paper, as far as a machine without a printer has it: CUPS, an IPP Everywhere printer, and the file
/// that reached its end.
@Suite(.serialized, .rig(keepsHistory: false)) struct PaperTests {
    let rig: PrinterRig
    let printer: CUPSPrinter

    init() throws {
        rig = try #require(RigTrait.current)
        printer = try rig.makePrinter(limits: .brisk)
    }

    /// Nothing of a job is left: no job, no history, no file in the spool, and the printer is ready.
    func expectClean(_ location: SourceLocation = #_sourceLocation) async throws {
        #expect(try await printer.queueIsEmpty(), sourceLocation: location)
        #expect(rig.spoolContents() == [], sourceLocation: location)
        #expect(try await printer.condition() == PrinterCondition(activity: .idle), sourceLocation: location)
    }

    func output(of ticket: PrintTicket) -> [UInt8]? {
        TestDocument.contents(of: "\(rig.outputFolder)/\(ticket.jobName).pdf")
    }

    @Test("The printer gets the very bytes, both sides, the copies, A4, unscaled, and nobody's name")
    func documentArrivesUnaltered() async throws {
        let document = try TestDocument.locked(pages: 2)
        let ticket = PrintTicket(copies: 2, pages: 2)
        try await expectClean()

        let events = await events(of: printer.print(document, ticket: ticket))

        #expect(events.count >= 3)
        guard case .accepted = events.first else { return #expect(Bool(false), "not accepted: \(events)") }
        #expect(
            events.dropFirst().allSatisfy { $0 == .sheetsDone(1) || $0 == .sheetsDone(2) || $0 == .done(sheets: 2) })
        #expect(events.last == .done(sheets: 2))
        #expect(output(of: ticket) == TestDocument.bytes(pages: 2))
        let told = try #require(rig.ticket(of: ticket.jobName))
        #expect(told["IPP_COPIES"] == "2")
        #expect(told["IPP_SIDES"] == "two-sided-long-edge")
        #expect(told["IPP_PRINT_SCALING"] == "none")
        #expect(told["IPP_MEDIA_COL"]?.contains("media-size={x-dimension=21000 y-dimension=29700}") == true)
        #expect(told["IPP_JOB_NAME"] == ticket.jobName.description)
        #expect(told["IPP_JOB_ORIGINATING_USER_NAME"] == "kiosk")
        #expect(told["IPP_DOCUMENT_FORMAT_SUPPLIED"] == "application/pdf")
        try await expectClean()
    }

    @Test("Three pages on one side are three sheets, and CUPS is told one-sided")
    func oneSided() async throws {
        let ticket = PrintTicket(pages: 3, sides: .oneSided)
        let events = await events(of: printer.print(try TestDocument.locked(pages: 3), ticket: ticket))
        #expect(events.last == .done(sheets: 3))
        #expect(rig.ticket(of: ticket.jobName)?["IPP_SIDES"] == "one-sided")
        try await expectClean()
    }

    @Test("Paper runs out after the first sheet: the job waits, is told so by the printer, and goes on")
    func paperOut() async throws {
        try await rig.stop(afterSides: 2, for: .mediaEmpty)
        let ticket = PrintTicket(pages: 4)
        var seen: [PrintEvent] = []
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: ticket) {
            seen.append(event)
            if isStopped(by: .mediaEmpty, afterSheet: 1, in: seen) {
                #expect(try await rig.outsideView().contains("printer-state-reasons (keyword) = media-empty"))
                #expect(output(of: ticket) == nil)
                await rig.clear()
            }
        }
        #expect(sheets(in: seen) == [1, 2])
        #expect(happenings(in: seen) == [.stopped([.mediaEmpty]), .resumed, .done(sheets: 2)])
        #expect(output(of: ticket) == TestDocument.bytes(pages: 4))
        try await expectClean()
    }

    @Test("A jam, and the resident gives up: the sheets that came out are counted, the jam stays")
    func jamThenCancel() async throws {
        try await rig.stop(afterSides: 2, for: .mediaJam)
        let ticket = PrintTicket(pages: 4)
        var seen: [PrintEvent] = []
        var canceling: Task<Void, Never>?
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: ticket) {
            seen.append(event)
            if isStopped(by: .mediaJam, afterSheet: 1, in: seen) { canceling = Task { await printer.cancel() } }
        }
        await canceling?.value
        #expect(seen.last == .failed(.canceled, sheetsDone: 1))
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
        #expect(output(of: ticket) == nil)
        #expect(try await printer.condition().blocking == [.mediaJam])
        await rig.clear()
        try await rig.setReasons([])
        try await expectClean()
    }

    @Test("Cancelled while it prints: the job is gone from the queue, the spool and the printer")
    func cancelWhilePrinting() async throws {
        try await rig.setPace(perSide: .milliseconds(200))
        let ticket = PrintTicket(copies: 9, pages: 2)
        var seen: [PrintEvent] = []
        var canceling: Task<Void, Never>?
        for await event in printer.print(try TestDocument.locked(pages: 2), ticket: ticket) {
            seen.append(event)
            if event == .sheetsDone(1) { canceling = Task { await printer.cancel() } }
        }
        await canceling?.value
        await rig.clear()
        guard case .failed(.canceled, let sheets) = seen.last else { return #expect(Bool(false), "\(seen)") }
        #expect((1..<9).contains(sheets))
        #expect(output(of: ticket) == nil)
        try await expectClean()
    }

    @Test("Nobody listens any more: the job is cancelled by itself")
    func droppedStream() async throws {
        try await rig.stop(afterSides: 0, for: .coverOpen)
        let ticket = PrintTicket(pages: 2)
        for await event in printer.print(try TestDocument.locked(pages: 2), ticket: ticket) {
            if case .stopped = event { break }
        }
        // Returns when the job has ended.
        await printer.cancel()
        #expect(output(of: ticket) == nil)
        await rig.clear()
        try await rig.setReasons([])
        try await expectClean()
    }

    @Test("The printer gives the job up after one of two sheets: aborted, and one sheet is out")
    func abortedByPrinter() async throws {
        try await rig.abort(afterSides: 2)
        let ticket = PrintTicket(pages: 4)
        let events = await events(of: printer.print(try TestDocument.locked(pages: 4), ticket: ticket))
        await rig.clear()
        #expect(events.last == .failed(.aborted, sheetsDone: 1))
        #expect(output(of: ticket) == nil)
        try await expectClean()
    }

    @Test("The printer loses power: failed within the limit, and the document leaves the spool")
    func powerCut() async throws {
        let printer = try rig.makePrinter(limits: .short)
        try await rig.stop(afterSides: 2, for: .mediaEmpty)
        let ticket = PrintTicket(pages: 4)
        var seen: [PrintEvent] = []
        let clock = ContinuousClock()
        var cut = clock.now
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: ticket) {
            seen.append(event)
            if isStopped(by: .mediaEmpty, afterSheet: 1, in: seen) {
                await rig.cutPrinterPower()
                cut = clock.now
            }
        }
        #expect(clock.now - cut < .seconds(4))
        #expect(sheets(in: seen) == [1])
        #expect(
            happenings(in: seen) == [
                .stopped([.mediaEmpty]), .stopped([.unreachable]), .failed(.printerGone, sheetsDone: 1),
            ])
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
        #expect(try await printer.condition() == PrinterCondition(activity: .stopped, blocking: [.unreachable]))
        let refused = await events(of: printer.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1)))
        #expect(refused == [.failed(.notSent(.notReady([.unreachable])), sheetsDone: 0)])
        await rig.clear()
        try await rig.restorePrinterPower()
        try await expectClean()
    }

    @Test("The printer restarts and knows nothing of the job any more: lost, and one sheet is out")
    func restart() async throws {
        var limits = PrintLimits.short
        limits.gone = .seconds(20)
        let printer = try rig.makePrinter(limits: limits)
        try await rig.stop(afterSides: 2, for: .mediaEmpty)
        var seen: [PrintEvent] = []
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: PrintTicket(pages: 4)) {
            seen.append(event)
            if isStopped(by: .mediaEmpty, afterSheet: 1, in: seen) {
                await rig.cutPrinterPower()
                try await rig.restorePrinterPower()
            }
        }
        await rig.clear()
        #expect(seen.last == .failed(.lost, sheetsDone: 1))
        try await expectClean()
    }

    @Test("CUPS drops its copy after the spool's limit and calls the job completed; the printer's word is followed")
    func spoolLife() async throws {
        var limits = PrintLimits.brisk
        limits.spoolLife = .seconds(6)
        let printer = try rig.makePrinter(limits: limits)
        try await rig.stop(afterSides: 2, for: .mediaEmpty)
        var seen: [PrintEvent] = []
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: PrintTicket(pages: 4)) {
            seen.append(event)
            if isStopped(by: .mediaEmpty, afterSheet: 1, in: seen) {
                #expect(rig.spoolContents().contains { $0.hasPrefix("d") })
                // CUPS looks every few seconds.
                #expect(await eventually(within: .seconds(30)) { rig.spoolContents() == [] })
                await rig.clear()
            }
        }
        #expect(sheets(in: seen) == [1, 2])
        #expect(happenings(in: seen) == [.stopped([.mediaEmpty]), .resumed, .done(sheets: 2)])
        try await expectClean()
    }

    @Test("CUPS dies while the printer prints: the paper is followed, and the uncertain queue is told")
    func schedulerDies() async throws {
        try await rig.stop(afterSides: 2, for: .mediaEmpty)
        let ticket = PrintTicket(pages: 4)
        var limits = PrintLimits.brisk
        limits.purge = .milliseconds(200)
        var seen: [PrintEvent] = []
        let printer = try rig.makePrinter(limits: limits)
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: ticket) {
            seen.append(event)
            if isStopped(by: .mediaEmpty, afterSheet: 1, in: seen) {
                await rig.killScheduler()
                await rig.clear()
            }
        }
        #expect(sheets(in: seen) == [1, 2])
        #expect(happenings(in: seen) == [.stopped([.mediaEmpty]), .resumed, .queueNotEmptied, .done(sheets: 2)])
        #expect(output(of: ticket) == TestDocument.bytes(pages: 4))
        await #expect(throws: PrintingError.serverUnreachable) { try await printer.queueIsEmpty() }
        try await rig.restartScheduler(emptyingSpool: true)
        try await expectClean()
        let received = RigFiles.list(rig.layout.received).filter { $0.hasSuffix("\(ticket.jobName).pdf") }
        #expect(received.count == 1, "printed a second time")
    }
}

// A printer's state and its count of sheets are two answers: which of them is seen to change first is chance.

/// The counts of sheets that were told, in order.
private func sheets(in events: [PrintEvent]) -> [Int] {
    events.compactMap { if case .sheetsDone(let sheets) = $0 { sheets } else { nil } }
}

/// Everything else that was told after the job was accepted, in order.
private func happenings(in events: [PrintEvent]) -> [PrintEvent] {
    events.dropFirst().filter { if case .sheetsDone = $0 { false } else { true } }
}

/// Whether the last event made it known that the printer stopped with that sheet out. Acting on the stop alone, a test
/// would now and then be quicker than the count.
private func isStopped(by reason: PrinterReason, afterSheet sheet: Int, in events: [PrintEvent]) -> Bool {
    let needed: [PrintEvent] = [.stopped([reason]), .sheetsDone(sheet)]
    return needed.allSatisfy(events.contains) && events.last.map(needed.contains) == true
}
