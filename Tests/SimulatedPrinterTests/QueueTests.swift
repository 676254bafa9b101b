import LockedMemory
import Printing
@testable import SimulatedPrinter
import Testing

/// What is refused before anything is sent, and what does not belong in the queue. CUPS keeps its history
/// here, as it does on a machine where nobody told it not to: nothing of ours may be in it.
@Suite(.serialized, .rig(keepsHistory: true)) struct QueueTests {
    let rig: PrinterRig
    let printer: CUPSPrinter

    init() throws {
        rig = try #require(RigTrait.current)
        printer = try rig.makePrinter(limits: .brisk)
    }

    @Test("What is no PDF, is cut short or is too large never reaches the queue")
    func refusesWhatIsNoPDF() async throws {
        let page = Array("<html>502 Bad Gateway</html>".utf8) + Array(repeating: UInt8(ascii: " "), count: 100)
        let cut = Array(TestDocument.bytes(pages: 1).dropLast(20))
        for bytes in [[], page, cut] {
            let ticket = PrintTicket(pages: 1)
            let events = await events(of: printer.print(try LockedBytes(copying: bytes), ticket: ticket))
            #expect(events == [.failed(.notSent(.notPDF), sheetsDone: 0)])
            #expect(rig.ticket(of: ticket.jobName) == nil)
        }
        #expect(try await printer.queueIsEmpty())
    }

    @Test("A ticket beyond the printer is refused: CUPS would split it into jobs that nobody follows")
    func refusesTooManyCopies() async throws {
        for copies in [0, 100, 1000] {
            let ticket = PrintTicket(copies: copies, pages: 1)
            let events = await events(of: printer.print(try TestDocument.locked(pages: 1), ticket: ticket))
            #expect(events == [.failed(.notSent(.ticketNotPossible), sheetsDone: 0)])
        }
    }

    @Test("A queue that does not exist is an error of its own, and so is a server that does not")
    func wrongPlaces() async throws {
        let noQueue = try CUPSPrinter(server: rig.server, queue: "nothing-here")
        await #expect(throws: PrintingError.noSuchQueue) { try await noQueue.condition() }
        await #expect(throws: PrintingError.noSuchQueue) { try await noQueue.queueIsEmpty() }
        let events = await events(of: noQueue.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1)))
        #expect(events == [.failed(.notSent(.noSuchQueue), sheetsDone: 0)])

        let noServer = try CUPSPrinter(server: .socket(path: "/nonexistent/cups.sock"), queue: "kiosk")
        await #expect(throws: PrintingError.serverUnreachable) { try await noServer.condition() }
        await #expect(throws: PrintingError.serverUnreachable) { try await noServer.queueIsEmpty() }
    }

    @Test("An empty tray and an open cover are seen before any document is sent")
    func notReady() async throws {
        try await rig.loadTray(sheets: 0)
        #expect(try await printer.condition().blocking == [.mediaEmpty])
        let ticket = PrintTicket(pages: 1)
        let events = await events(of: printer.print(try TestDocument.locked(pages: 1), ticket: ticket))
        #expect(events == [.failed(.notSent(.notReady([.mediaEmpty])), sheetsDone: 0)])
        #expect(rig.ticket(of: ticket.jobName) == nil)
        try await rig.setReasons([.coverOpen, .tonerLow])
        let condition = try await printer.condition()
        #expect(condition.blocking == [.coverOpen])
        #expect(condition.warnings == [.tonerLow])
        #expect(!condition.isReady)
        try await rig.setReasons([])
        #expect(try await printer.condition() == PrinterCondition(activity: .idle))
    }

    @Test("A queue that would scale pages, or print again by itself, is not ready")
    func unpreparedQueue() async throws {
        try await rig.administer(["-o", "printer-error-policy=retry-current-job"])
        #expect(try await printer.condition().blocking == [.queueNotPrepared])
        try await rig.administer(["-o", "printer-error-policy=abort-job"])
        #expect(try await printer.condition().isReady)
    }

    @Test("A job that somebody left is an error before, and cancel() purges it")
    func leftoverBefore() async throws {
        let other = try rig.makePrinter(limits: .brisk)
        try await rig.stop(afterSides: 0, for: .coverOpen)
        let abandoned = other.print(try TestDocument.locked(pages: 2), ticket: PrintTicket(pages: 2))
        var iterator = abandoned.makeAsyncIterator()
        while let event = await iterator.next(), event != .stopped([.coverOpen]) {}
        #expect(try await printer.queueIsEmpty() == false)
        #expect(!rig.spoolContents().isEmpty)

        let refused = await events(of: printer.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1)))
        #expect(refused == [.failed(.notSent(.queueNotEmpty(jobs: 1)), sheetsDone: 0)])

        await printer.cancel()
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
        var last: PrintEvent?
        while let event = await iterator.next() { last = event }
        #expect(last == .failed(.canceled, sheetsDone: 0))
        await rig.clear()
        try await rig.setReasons([])
    }

    @Test("A job that turns up beside ours is purged at the end, and reported")
    func leftoverAfter() async throws {
        try await rig.stop(afterSides: 0, for: .mediaEmpty)
        let ticket = PrintTicket(pages: 2)
        var seen: [PrintEvent] = []
        for await event in printer.print(try TestDocument.locked(pages: 2), ticket: ticket) {
            seen.append(event)
            if event == .stopped([.mediaEmpty]) {
                try await rig.queueForeignJob()
                await rig.clear()
            }
        }
        #expect(
            seen.dropFirst() == [
                .stopped([.mediaEmpty]), .resumed, .sheetsDone(1), .leftoverPurged(jobs: 1), .done(sheets: 1),
            ])
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
        try await rig.setReasons([])
    }

    @Test("One job at a time: a second is refused and the first goes on")
    func busy() async throws {
        let first = printer.print(try TestDocument.locked(pages: 2), ticket: PrintTicket(pages: 2))
        let second = await events(of: printer.print(try TestDocument.locked(pages: 2), ticket: PrintTicket(pages: 2)))
        #expect(second == [.failed(.notSent(.busy), sheetsDone: 0)])
        #expect(await events(of: first).last == .done(sheets: 1))
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
    }

    @Test("Cancelled before it began: nothing is sent")
    func canceledAtOnce() async throws {
        let ticket = PrintTicket(pages: 2)
        let stream = printer.print(try TestDocument.locked(pages: 2), ticket: ticket)
        await printer.cancel()
        guard case .failed(let failure, sheetsDone: 0) = await events(of: stream).last else {
            return #expect(Bool(false), "it printed")
        }
        #expect(failure == .notSent(.canceled) || failure == .canceled)
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
    }

    @Test("CUPS took the document and its answer was lost: found by its name and followed, not called unsent")
    func lostAnswer() async throws {
        let proxy = try LossyProxy(to: rig.layout.schedulerSocket, losing: .answer)
        let printer = try CUPSPrinter(server: .tcp(host: "127.0.0.1", port: proxy.port), queue: "kiosk", limits: .short)
        let ticket = PrintTicket(pages: 2)
        let events = await events(of: printer.print(try TestDocument.locked(pages: 2), ticket: ticket))
        guard case .accepted = events.first else { return #expect(Bool(false), "\(events)") }
        #expect(events.last == .done(sheets: 1))
        #expect(rig.ticket(of: ticket.jobName) != nil)
        #expect(try await printer.queueIsEmpty())
        #expect(rig.spoolContents() == [])
    }

    @Test("The document was lost on its way: asked after by its name, and called unsent")
    func lostDocument() async throws {
        let proxy = try LossyProxy(to: rig.layout.schedulerSocket, losing: .request)
        let printer = try CUPSPrinter(server: .tcp(host: "127.0.0.1", port: proxy.port), queue: "kiosk", limits: .short)
        let ticket = PrintTicket(pages: 2)
        let events = await events(of: printer.print(try TestDocument.locked(pages: 2), ticket: ticket))
        #expect(events == [.failed(.notSent(.serverUnreachable), sheetsDone: 0)])
        #expect(rig.ticket(of: ticket.jobName) == nil)
    }
}
