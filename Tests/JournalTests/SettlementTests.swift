import Issuance
import Testing

@testable import Journal

@Suite struct SettlementTests {
    /// Money kept ⇔ paper delivered, to the yen, wherever the power went.
    @Test func everyPrefixOfEveryCourseEndsWithMoneyKeptOnlyForPaper() throws {
        for (name, course) in try Course.all() {
            for length in 0...course.count {
                let before = SessionLedger(session: id(1), entries: course.prefix(length))
                let settlement = Settlement.of(before)
                var after = before
                for entry in settlement.entries { after.append(entry) }

                let place = Comment("\(name), after \(length) entries")
                let isDelivered = course.prefix(length).contains { Outcome(ending: $0).map(\.isDelivery) ?? false }
                let fee = after.order?.fee.amount ?? 0
                let kept = after.credited.amount - after.paidOut.amount - after.owed.amount
                #expect(kept == (isDelivered ? fee : 0), place)
                #expect(after.isSettled, place)
                #expect(after.outcome == settlement.outcome, place)
                #expect((after.outcome == nil) == (after.order == nil), place)
                // Nothing but these is ever done for a session that nobody stands at any more.
                for entry in settlement.entries {
                    switch entry {
                    case .owed, .spoiled, .refused, .sessionClosed: break
                    default: Issue.record("\(place) did \(entry)")
                    }
                }
                // Another power cut, another settlement: nothing is owed twice.
                #expect(Settlement.of(after).entries.isEmpty, place)
            }
        }
    }

    /// The table of `Settlement`, line by line, with the exact entries.
    @Test func tellsWhatIsOwedAtEachStep() throws {
        let order = try Course.order()
        let paid: [JournalEntry] = [order, .moneyCredited(yen(1_000))]
        let table: [([JournalEntry], [JournalEntry], Outcome?)] = [
            ([order], [.refused, .sessionClosed], .refused),
            (paid, [.refused, .owed(yen(1_000)), .sessionClosed], .refused),
            (
                paid + [.printStarted(sheets: 2)], [.spoiled(sheets: 2), .owed(yen(1_000)), .sessionClosed],
                .spoiled(sheets: 2)
            ),
            (
                paid + [.printStarted(sheets: 2), .spoiled(sheets: 1)], [.owed(yen(1_000)), .sessionClosed],
                .spoiled(sheets: 1)
            ),
            (
                paid + [.printStarted(sheets: 2), .delivered(sheets: 2)], [.owed(yen(400)), .sessionClosed],
                .delivered(sheets: 2)
            ),
            // The payout's end is unknown: the whole of it is owed.
            (
                paid + [.printStarted(sheets: 2), .delivered(sheets: 2), .payoutStarted(yen(400))],
                [.owed(yen(400)), .sessionClosed], .delivered(sheets: 2)
            ),
            (
                paid + [.printStarted(sheets: 2), .delivered(sheets: 2), .payoutStarted(yen(400)), .paidOut(yen(150))],
                [.owed(yen(250)), .sessionClosed], .delivered(sheets: 2)
            ),
            (paid + [.refused, .payoutStarted(yen(1_000))], [.owed(yen(1_000)), .sessionClosed], .refused),
            ([.moneyCredited(yen(10))], [.owed(yen(10)), .sessionClosed], nil),
        ]
        for (entries, settling, outcome) in table {
            let settlement = Settlement.of(SessionLedger(session: id(1), entries: entries))
            #expect(settlement == Settlement(entries: settling, outcome: outcome), "\(entries)")
        }
    }

    /// Money that came after a session closed is not lost with it, and a closed session still gets its outcome.
    @Test func aClosedSessionWithSomethingOpenIsSettledAgain() throws {
        let late = SessionLedger(
            session: id(1), entries: [try Course.order(), .refused, .sessionClosed, .moneyCredited(yen(100))])
        #expect(!late.isSettled)
        #expect(Settlement.of(late).entries == [.owed(yen(100))])
        #expect(Settlement.of(late).outcome == .refused)

        let mute = SessionLedger(session: id(1), entries: [try Course.order(), .sessionClosed])
        #expect(Settlement.of(mute).entries == [.refused])
    }

    /// Two endings, two orders, a payout that is paid: the fold's answers where entries contradict each other.
    @Test func theFirstEndingHolds() throws {
        let ledger = SessionLedger(
            session: id(1),
            entries: [
                try Course.order(), .moneyCredited(yen(600)), .printStarted(sheets: 2), .delivered(sheets: 2),
                .spoiled(sheets: 1), .payoutStarted(yen(30)),
            ])
        #expect(ledger.outcome == .delivered(sheets: 2))
        #expect(ledger.earned == yen(600))
        #expect(ledger.payoutInFlight == yen(30))
        #expect(ledger.unsettled == .zero)
        #expect(ledger.sheetsStarted == 2)
        #expect(!ledger.isClosed)
    }
}

extension Outcome {
    fileprivate var isDelivery: Bool {
        if case .delivered = self { true } else { false }
    }
}
