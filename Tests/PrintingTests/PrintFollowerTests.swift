import Testing

@testable import Printing

/// Every way a job can go, without waiting: sightings and times in, events and a verdict out.
@Suite struct PrintFollowerTests {
    static let idle = PrinterCondition(activity: .idle)
    static let busy = PrinterCondition(activity: .processing)
    static let limits = PrintLimits()

    /// Two copies of two pages on two sides: two sheets, four sides.
    var follower = PrintFollower(ticket: PrintTicket(copies: 2, pages: 2), limits: limits, now: .zero)

    static func sighting(
        _ printed: PrintSighting.Printed, printer: PrinterCondition? = busy, queued: PrintSighting.Queued = .active
    ) -> PrintSighting {
        PrintSighting(queued: queued, printer: printer, printed: printed)
    }

    static func job(_ state: PrinterJob.State, sides: Int?, sheets: Int? = nil) -> PrintSighting.Printed {
        .found(PrinterJob(state: state, impressions: sides, sheets: sheets))
    }

    mutating func see(
        _ sighting: PrintSighting, at seconds: Int
    ) -> (events: [PrintEvent], verdict: PrintFollower.Verdict?) {
        follower.receive(sighting, at: .seconds(seconds))
    }

    @Test("Sent, printed, counted, idle: done, and not a look earlier")
    mutating func done() {
        #expect(see(Self.sighting(.notFound, printer: Self.idle), at: 1) == ([], nil))
        #expect(see(Self.sighting(Self.job(.underway, sides: 1)), at: 2) == ([], nil))
        #expect(see(Self.sighting(Self.job(.underway, sides: 2)), at: 3) == ([.sheetsDone(1)], nil))
        #expect(see(Self.sighting(Self.job(.underway, sides: 4)), at: 4) == ([.sheetsDone(2)], nil))
        #expect(see(Self.sighting(Self.job(.completed, sides: 4)), at: 5) == ([], nil))
        #expect(see(Self.sighting(Self.job(.completed, sides: 4), printer: Self.idle), at: 6) == ([], .done))
        #expect(follower.sheetsDone == 2)
    }

    @Test("A printer that cools down for long is done after the settling time")
    mutating func coolsDown() {
        let printed = Self.sighting(Self.job(.completed, sides: 4))
        #expect(see(printed, at: 1) == ([.sheetsDone(2)], nil))
        #expect(see(printed, at: 10) == ([], nil))
        #expect(see(printed, at: 11) == ([], .done))
    }

    @Test("CUPS' word is not taken: completed there, aborted at the printer")
    mutating func abortedAtPrinter() {
        let seen = see(Self.sighting(Self.job(.aborted, sides: 2), queued: .finished), at: 1)
        #expect(seen == ([.sheetsDone(1)], .failed(.aborted)))
        #expect(follower.sheetsDone == 1)
    }

    @Test("Completed with too few sides counted: given time to count, then sheets are missing")
    mutating func sheetsMissing() {
        let short = Self.sighting(Self.job(.completed, sides: 3), printer: Self.idle)
        #expect(see(short, at: 1) == ([.sheetsDone(1)], nil))
        #expect(see(short, at: 10) == ([], nil))
        #expect(see(short, at: 11) == ([], .failed(.sheetsMissing)))
        #expect(follower.sheetsDone == 1)
    }

    @Test("A counter that lags catches up")
    mutating func lateCounter() {
        #expect(see(Self.sighting(Self.job(.completed, sides: 0), printer: Self.idle), at: 1) == ([], nil))
        let late = see(Self.sighting(Self.job(.completed, sides: 4), printer: Self.idle), at: 2)
        #expect(late == ([.sheetsDone(2)], .done))
    }

    @Test("A printer without counters is believed when it says completed, and sheet counters when there are any")
    mutating func counters() {
        var other = self
        let uncounted = see(Self.sighting(Self.job(.completed, sides: nil), printer: Self.idle), at: 1)
        #expect(uncounted == ([.sheetsDone(2)], .done))
        let underway = other.see(Self.sighting(Self.job(.underway, sides: nil, sheets: 1)), at: 1)
        #expect(underway == ([.sheetsDone(1)], nil))
        let absurd = other.see(Self.sighting(Self.job(.underway, sides: 900, sheets: -4)), at: 2)
        #expect(absurd == ([.sheetsDone(2)], nil))
    }

    @Test("Paper out and loaded again: stopped with the reason, resumed; changed reasons are told")
    mutating func stopped() {
        let out = PrinterCondition(activity: .stopped, blocking: [.mediaEmpty])
        let open = PrinterCondition(activity: .stopped, blocking: [.mediaEmpty, .coverOpen])
        let job = Self.job(.stopped, sides: 2)
        #expect(see(Self.sighting(job, printer: out), at: 1) == ([.sheetsDone(1), .stopped([.mediaEmpty])], nil))
        #expect(see(Self.sighting(job, printer: out), at: 2) == ([], nil))
        #expect(see(Self.sighting(job, printer: open), at: 3) == ([.stopped([.mediaEmpty, .coverOpen])], nil))
        #expect(see(Self.sighting(job, printer: Self.busy), at: 4) == ([.resumed], nil))
    }

    @Test("The last sheet emptied the tray: done all the same")
    mutating func lastSheetOfTheTray() {
        let out = PrinterCondition(activity: .stopped, blocking: [.mediaEmpty])
        let seen = see(Self.sighting(Self.job(.completed, sides: 4), printer: out), at: 1)
        #expect(seen == ([.sheetsDone(2)], .done))
    }

    @Test("Counted, but jammed: the last sheet may be inside, so it waits for the jam to clear")
    mutating func jamAtTheEnd() {
        let jam = PrinterCondition(activity: .idle, blocking: [.mediaJam, .mediaEmpty])
        let job = Self.job(.completed, sides: 4)
        #expect(see(Self.sighting(job, printer: jam), at: 1) == ([.sheetsDone(2), .stopped([.mediaJam])], nil))
        #expect(see(Self.sighting(job, printer: jam), at: 500) == ([], nil))
        #expect(see(Self.sighting(job, printer: Self.idle), at: 501) == ([.resumed], .done))
    }

    @Test("Nothing moves for ten minutes: stalled. Any move begins the time anew")
    mutating func stalled() {
        let out = PrinterCondition(activity: .stopped, blocking: [.mediaEmpty])
        _ = see(Self.sighting(Self.job(.stopped, sides: 0), printer: out), at: 10)
        #expect(see(Self.sighting(Self.job(.stopped, sides: 0), printer: out), at: 609).verdict == nil)
        _ = see(Self.sighting(Self.job(.stopped, sides: 1), printer: out), at: 609)
        #expect(see(Self.sighting(Self.job(.stopped, sides: 1), printer: out), at: 1208).verdict == nil)
        #expect(see(Self.sighting(Self.job(.stopped, sides: 1), printer: out), at: 1209).verdict == .failed(.stalled))
    }

    @Test("Silence: told at once, gone after its limit; back in time, it goes on")
    mutating func silence() {
        _ = see(Self.sighting(Self.job(.underway, sides: 2)), at: 1)
        let silent = Self.sighting(.unknown, printer: nil)
        #expect(see(silent, at: 2) == ([.stopped([.unreachable])], nil))
        #expect(see(silent, at: 21) == ([], nil))
        #expect(see(Self.sighting(Self.job(.underway, sides: 2)), at: 21) == ([.resumed], nil))
        #expect(see(silent, at: 30) == ([.stopped([.unreachable])], nil))
        #expect(see(silent, at: 50) == ([], .failed(.printerGone)))
        #expect(follower.sheetsDone == 1)
    }

    @Test("A printer that forgot the job: lost, unless its last word was that all is out")
    mutating func forgotten() {
        var other = self
        _ = see(Self.sighting(Self.job(.underway, sides: 2)), at: 1)
        let forgotten = Self.sighting(.notFound, printer: Self.idle, queued: .finished)
        #expect(see(forgotten, at: 2).verdict == nil)
        #expect(see(forgotten, at: 12).verdict == .failed(.lost))
        _ = other.see(Self.sighting(Self.job(.completed, sides: 4)), at: 1)
        #expect(other.see(forgotten, at: 2).verdict == .done)
    }

    @Test(
        "The printer never saw the job: what became of it is the queue's to say",
        arguments: [
            (PrintSighting.Queued.stuck, 1, PrintFailure.refused), (.aborted, 11, .refused), (.canceled, 11, .canceled),
            (.finished, 11, .lost), (.active, 31, .stalled),
        ])
    func neverSeen(queued: PrintSighting.Queued, at seconds: Int, failure: PrintFailure) {
        var follower = self.follower
        let missing = Self.sighting(.notFound, printer: Self.idle, queued: queued)
        let first = follower.receive(missing, at: .seconds(1))
        let second = follower.receive(missing, at: .seconds(seconds))
        #expect([first.verdict, second.verdict].compactMap { $0 }.first == .failed(failure))
        #expect(follower.sheetsDone == 0)
    }

    @Test("Cancelled: the printer's confirmation ends it, and too late is too late")
    mutating func canceled() {
        var late = self
        follower.cancelRequested(at: .seconds(1))
        #expect(see(Self.sighting(Self.job(.underway, sides: 2)), at: 2) == ([.sheetsDone(1)], nil))
        let seen = see(Self.sighting(Self.job(.canceled, sides: 4), printer: Self.idle), at: 3)
        #expect(seen == ([.sheetsDone(2)], .failed(.canceled)))

        late.follower.cancelRequested(at: .seconds(1))
        let done = late.see(Self.sighting(Self.job(.completed, sides: 4), printer: Self.idle), at: 2)
        #expect(done.verdict == .done)
    }

    @Test("Cancelled before the printer saw it: over when the queue has let go. Unconfirmed: lost")
    mutating func canceledEarly() {
        var other = self
        follower.cancelRequested(at: .seconds(1))
        #expect(see(Self.sighting(.notFound, printer: Self.idle, queued: .active), at: 2).verdict == nil)
        let gone = Self.sighting(.notFound, printer: Self.idle, queued: .finished)
        #expect(see(gone, at: 3).verdict == .failed(.canceled))

        other.follower.cancelRequested(at: .seconds(1))
        let stubborn = Self.sighting(Self.job(.underway, sides: 0))
        #expect(other.see(stubborn, at: 30).verdict == nil)
        #expect(other.see(stubborn, at: 31).verdict == .failed(.lost))
    }
}
