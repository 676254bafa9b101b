import Foundation
import Issuance
import Testing

@testable import Journal

@Suite struct JournalTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// What was recorded is there after the writer has gone, in its own order, and nothing else.
    @Test func reopensWithWhatWasRecorded() async throws {
        do {
            let journal = try Journal.open(path: folder.journal)
            try await journal.record(try Course.order(), session: id(1), at: 1_000)
            try await journal.record(.moneyCredited(yen(500)), session: id(1), at: 2_000)
            try await journal.record([.payoutStarted(yen(500))], session: id(1), at: 3_000)
        }
        let journal = try Journal.open(path: folder.journal)
        let ledgers = try await journal.unsettledSessions()
        #expect(
            ledgers == [
                SessionLedger(
                    session: id(1),
                    entries: [try Course.order(), .moneyCredited(yen(500)), .payoutStarted(yen(500))])
            ])
        #expect(ledgers.first?.order?.copies == 2)
        #expect(ledgers.first?.payoutInFlight == yen(500))
    }

    /// The power goes after each entry of each course, without the writer closing anything: what a new start finds
    /// on disk is exactly what was recorded, and settling it leaves nothing open and every yen accounted for.
    @Test func aPowerCutAfterAnyEntryLosesNothing() async throws {
        for (name, course) in try Course.all() {
            let folder = try Folder()
            let journal = try Journal.open(path: folder.journal)
            for (index, entry) in course.enumerated() {
                try await journal.record(entry, session: id(7), at: Int64(index))
                let expected = SessionLedger(session: id(7), entries: course.prefix(index + 1))
                // Some positions of each course keep the test short; every entry kind is among them.
                guard name == "delivered, change short" || index % 3 == 1 else { continue }
                let place = Comment("\(name), entry \(index)")

                let remains = try folder.afterPowerCut()
                let restarted = try Journal.open(path: remains.journal)
                #expect(try await restarted.unsettledSessions() == (expected.isSettled ? [] : [expected]), place)
                let settled = try await restarted.settle(at: 99)
                #expect(settled.map(\.settlement) == (expected.isSettled ? [] : [Settlement.of(expected)]), place)
                #expect(try await restarted.unsettledSessions().isEmpty, place)
                let owed = try await restarted.moneyOwed().reduce(0) { $0 + $1.amount.amount }
                var after = expected
                for entry in Settlement.of(expected).entries { after.append(entry) }
                #expect(owed == after.owed.amount, place)
                #expect(
                    try await restarted.pendingOutcomes().map(\.outcome) == [after.outcome].compactMap(\.self), place)
                #expect(try await restarted.settle(at: 100).isEmpty, place)
            }
        }
    }

    /// Entries given together are there together or not at all.
    @Test func aRefusedEntryTakesItsCompanionsWithIt() async throws {
        let journal = try Journal.open(path: folder.journal)
        let refusal = await kind {
            try await journal.record([.moneyCredited(yen(100)), .printStarted(sheets: 5_000)], session: id(1), at: 1)
        }
        #expect(refusal == .refusedEntry)
        #expect(try await journal.unsettledSessions().isEmpty)
        // Money belongs to somebody.
        #expect(await kind { try await journal.record(.moneyCredited(yen(100)), session: nil, at: 1) } == .refusedEntry)
        #expect(try await journal.unsettledSessions().isEmpty)
    }

    /// A step that was asked for is recorded although whoever asked was cancelled.
    @Test func cancellationDoesNotReachTheDisk() async throws {
        let journal = try Journal.open(path: folder.journal)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await journal.record(.moneyCredited(yen(100)), session: id(3), at: 1)
        }
        try await task.value
        #expect(try await journal.unsettledSessions().map(\.credited) == [yen(100)])
    }

    /// Many writers at once: each entry once, each session's in its order.
    @Test func takesConcurrentSessions() async throws {
        let journal = try Journal.open(path: folder.journal)
        let course = try #require(try Course.all()["delivered, change short"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<16 as Range<UInt64> {
                group.addTask {
                    for entry in course.dropLast() {
                        try await journal.record(entry, session: id(number), at: 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        let ledgers = try await journal.unsettledSessions()
        #expect(ledgers.count == 16)
        for ledger in ledgers {
            #expect(ledger == SessionLedger(session: ledger.session, entries: course.dropLast()))
        }
    }

    /// An outcome waits through restarts until the cloud has taken it; saying so twice is no harm.
    @Test func outcomesWaitUntilTheyAreReported() async throws {
        do {
            let journal = try Journal.open(path: folder.journal)
            for (number, ending) in [JournalEntry.delivered(sheets: 4), .refused, .spoiled(sheets: 3)].enumerated() {
                try await journal.record([try Course.order(), ending], session: id(UInt64(number)), at: Int64(number))
            }
            try await journal.record(try Course.order(), session: id(9), at: 9)
        }
        let journal = try Journal.open(path: folder.journal)
        #expect(
            try await journal.pendingOutcomes() == [
                PendingOutcome(session: id(0), outcome: .delivered(sheets: 4), at: 0),
                PendingOutcome(session: id(1), outcome: .refused, at: 1),
                PendingOutcome(session: id(2), outcome: .spoiled(sheets: 3), at: 2),
            ])
        #expect(try await journal.pendingOutcomes(limit: 1).map(\.session) == [id(0)])
        #expect(try await journal.counts() == IssuanceCounts(delivered: 1, spoiled: 1, refused: 1, open: 1))

        try await journal.markReported(id(1), at: 5)
        try await journal.markReported(id(1), at: 6)
        #expect(try await journal.pendingOutcomes().map(\.session) == [id(0), id(2)])
    }

    /// Alarms and money owed stay until a person says so, through restarts and pruning.
    @Test func onlyAPersonClearsAlarmsAndDebts() async throws {
        do {
            let journal = try Journal.open(path: folder.journal)
            try await journal.record(.alarmRaised(.queueNotEmpty), session: nil, at: 1)
            try await journal.record(
                [
                    try Course.order(), .moneyCredited(yen(70)), .alarmRaised(.documentMismatch), .refused,
                    .owed(yen(50)), .owed(yen(20)), .sessionClosed,
                ], session: id(1), at: 2)
            try await journal.markReported(id(1), at: 3)
        }
        let journal = try Journal.open(path: folder.journal)
        #expect(
            try await journal.openAlarms() == [
                OpenAlarm(alarm: .queueNotEmpty, session: nil, at: 1),
                OpenAlarm(alarm: .documentMismatch, session: id(1), at: 2),
            ])
        #expect(try await journal.clearAlarms(at: 10) == 2)
        #expect(try await journal.clearAlarms(at: 11) == 0)
        #expect(try await journal.openAlarms().isEmpty)
        // What comes after the person was there is a new alarm.
        try await journal.record(.alarmRaised(.queueNotEmpty), session: nil, at: 12)
        #expect(try await journal.openAlarms().map(\.at) == [12])

        #expect(try await journal.markHandedOver(id(1), at: 20) == yen(70))
        #expect(try await journal.markHandedOver(id(1), at: 21) == .zero)
        #expect(try await journal.prune(before: 1_000) == 0)
        #expect(
            try await journal.moneyOwed() == [
                OwedMoney(session: id(1), amount: yen(50), at: 2, handedOverAt: 20),
                OwedMoney(session: id(1), amount: yen(20), at: 2, handedOverAt: 20),
            ])
    }

    /// What is closed, reported and old goes; the counts stay.
    @Test func prunesOnlyWhatIsDoneWith() async throws {
        let journal = try Journal.open(path: folder.journal)
        let done = try #require(try Course.all()["delivered, exact"])
        try await journal.record(done, session: id(1), at: 100)  // done, reported and old: the only one to go
        try await journal.record(done, session: id(2), at: 100)  // not reported
        try await journal.record(done, session: id(3), at: 900)  // not old
        try await journal.record(done.dropLast(), session: id(4), at: 100)  // not closed
        try await journal.record(done + [.moneyCredited(yen(10))], session: id(5), at: 100)  // a coin too many
        try await journal.record(.paperLeftBehind, session: nil, at: 100)
        for number in [1, 3, 4, 5] as [UInt64] { try await journal.markReported(id(number), at: 950) }
        let before = try await journal.counts()
        #expect(before == IssuanceCounts(delivered: 5))

        #expect(try await journal.prune(before: 500) == 1)
        #expect(try await journal.counts() == before)
        #expect(try await journal.pendingOutcomes().map(\.session) == [id(2)])
        #expect(try await journal.unsettledSessions().map(\.session) == [id(4), id(5)])
        #expect(try await journal.prune(before: 500) == 0)
    }
}
