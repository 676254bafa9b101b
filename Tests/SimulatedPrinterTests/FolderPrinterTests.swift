import LockedMemory
import Printing
import SimulatedPrinter
import TestSupport
import Testing

/// The printer of the embedded stack keeps the same promises as the real one.
@Suite struct FolderPrinterTests {
    let folder: TemporaryFolder
    let printer: FolderPrinter

    init() throws {
        folder = try TemporaryFolder()
        printer = FolderPrinter(folder: folder.path)
    }

    @Test("The bytes lie in the folder under the job's random name, and every sheet is counted")
    func prints() async throws {
        let ticket = PrintTicket(copies: 2, pages: 3)
        let events = await events(of: printer.print(try TestDocument.locked(pages: 3), ticket: ticket))
        #expect(
            events == [
                .accepted(jobNumber: 1), .sheetsDone(1), .sheetsDone(2), .sheetsDone(3), .sheetsDone(4),
                .done(sheets: 4),
            ])
        let path = "\(folder.path)/\(ticket.jobName).pdf"
        #expect(printer.outputs.map(\.path) == [path])
        #expect(printer.outputs.map(\.ticket) == [ticket])
        #expect(printer.sheetsPrinted == 4)
        #expect(TestDocument.contents(of: path) == TestDocument.bytes(pages: 3))
        #expect(try await printer.queueIsEmpty())
    }

    @Test("Not ready: refused with the reasons, and nothing is written")
    func notReady() async throws {
        printer.report(blocking: [.mediaEmpty], warnings: [.tonerLow])
        #expect(try await printer.condition().blocking == [.mediaEmpty])
        let events = await events(of: printer.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1)))
        #expect(events == [.failed(.notSent(.notReady([.mediaEmpty])), sheetsDone: 0)])
        #expect(printer.outputs.isEmpty)
        printer.clear()
        #expect(try await printer.condition().isReady)
    }

    @Test("Stops after a sheet, waits for the clerk, goes on")
    func stopsAndResumes() async throws {
        printer.add(.stop(afterSheets: 1, reasons: [.mediaJam]))
        var seen: [PrintEvent] = []
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: PrintTicket(pages: 4)) {
            seen.append(event)
            if event == .stopped([.mediaJam]) {
                #expect(try await printer.queueIsEmpty() == false)
                #expect(printer.sheetsPrinted == 1)
                printer.clear()
            }
        }
        #expect(
            seen.dropFirst() == [
                .sheetsDone(1), .stopped([.mediaJam]), .resumed, .sheetsDone(2), .done(sheets: 2),
            ])
    }

    @Test("Fails after a sheet, and vanishes after a sheet")
    func failsAndVanishes() async throws {
        printer.add(.fail(afterSheets: 1, .aborted))
        let failed = await events(of: printer.print(try TestDocument.locked(pages: 4), ticket: PrintTicket(pages: 4)))
        #expect(failed.last == .failed(.aborted, sheetsDone: 1))
        #expect(try await printer.condition().isReady)

        printer.add(.vanish(afterSheets: 1))
        let gone = await events(of: printer.print(try TestDocument.locked(pages: 4), ticket: PrintTicket(pages: 4)))
        #expect(gone.suffix(2) == [.stopped([.unreachable]), .failed(.printerGone, sheetsDone: 1)])
        #expect(try await printer.condition().blocking == [.unreachable])
        #expect(printer.sheetsPrinted == 2)
    }

    @Test("Cancelled while it waits for paper: the sheets are counted and the printer is free again")
    func cancels() async throws {
        printer.add(.stop(afterSheets: 1, reasons: [.mediaEmpty]))
        var seen: [PrintEvent] = []
        var canceling: Task<Void, Never>?
        for await event in printer.print(try TestDocument.locked(pages: 4), ticket: PrintTicket(pages: 4)) {
            seen.append(event)
            if event == .stopped([.mediaEmpty]) { canceling = Task { await printer.cancel() } }
        }
        await canceling?.value
        #expect(seen.last == .failed(.canceled, sheetsDone: 1))
        #expect(try await printer.queueIsEmpty())
    }

    @Test("Silent: no event and no condition, until cancelled")
    func silent() async throws {
        printer.add(.silence)
        let question = Task { try await printer.condition() }
        let stream = printer.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1))
        let busy = await events(of: printer.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1)))
        #expect(busy == [.failed(.notSent(.busy), sheetsDone: 0)])
        await printer.cancel()
        #expect(await events(of: stream) == [.failed(.lost, sheetsDone: 0)])
        question.cancel()
        await #expect(throws: PrintingError.serverUnreachable) { try await question.value }
        #expect(printer.outputs.isEmpty)
    }

    @Test("What is no PDF is refused")
    func refusesWhatIsNoPDF() async throws {
        let document = try LockedBytes(copying: Array(repeating: UInt8(ascii: "x"), count: 500))
        let events = await events(of: printer.print(document, ticket: PrintTicket(pages: 1)))
        #expect(events == [.failed(.notSent(.notPDF), sheetsDone: 0)])
        #expect(printer.outputs.isEmpty)
    }
}
