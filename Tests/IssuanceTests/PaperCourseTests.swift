import Issuance
import Testing

@Suite("Paper out")
struct PaperCourseTests {
    @Test(
        "A printer that is not ready stops the order before the municipality is asked",
        arguments: PrinterTrouble.allCases)
    func printerNotReady(_ trouble: PrinterTrouble) throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerNotReady(trouble))
        #expect(course.outcomes.isEmpty)
        #expect(course.machine.hindrances.contains(.alarm(.queueNotEmpty)) == (trouble == .queueNotEmpty))
    }

    @Test("Paper runs out on page two, is filled in, and the paper comes whole")
    func paperOutAndFilled() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.sheetsPrinted(1))
        try course.answer(.printStopped(.paperOut))
        #expect(course.screen.content == .printing(sheets: 2, done: 1, trouble: .paperOut))
        try course.answer(.printResumed)
        try course.answer(.printed(sheets: 2))
        #expect(course.outcomes == [.delivered(sheets: 2)])
    }

    @Test("A jam that nobody clears: the job is taken back, all money returned, the sheets void")
    func jamNotCleared() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.sheetsPrinted(1))
        try course.answer(.printStopped(.jam))
        try course.wait()
        #expect(course.effects.contains(.stopPrinting))
        try course.answer(.printFailed(.jam, sheets: 1))
        #expect(course.outcomes == [.spoiled(sheets: 1)])
        #expect(course.requests == [.payOut(Alphabet.yen(600))])
    }

    @Test("Fewer sheets than the document has is not a delivery")
    func sheetMissing() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.printed(sheets: 1))
        #expect(course.outcomes == [.spoiled(sheets: 1)])
        #expect(course.requests == [.payOut(Alphabet.yen(600))])
    }

    @Test("Paper that nobody takes is noted; the fee stays, and the change slip is printed if change is owed")
    func paperLeftBehind() throws {
        var course = Course()
        try course.toFee()
        try course.pay(500)
        try course.answer(.printed(sheets: 1))
        try course.answer(.paidOut(Alphabet.yen(0)))
        try course.wait()
        #expect(course.effects.contains { if case .printReceipt = $0 { true } else { false } })
        #expect(course.entries.suffix(2) == [.paperLeftBehind, .sessionClosed])
        #expect(course.state == .idle)
    }

    @Test("Paper taken before the change is out is not asked for again")
    func takenBeforeChange() throws {
        var course = Course()
        try course.toFee()
        try course.pay(500)
        try course.answer(.printed(sheets: 1))
        try course.happen(.paperTaken)
        #expect(course.state.name == "payingOut")
        try course.answer(.paidOut(Alphabet.yen(200)))
        #expect(!course.effects.contains(.remind(.paper)))
        guard case .receipt(let receipt) = course.screen.content else {
            Issue.record("no receipt is offered: \(course.state.name)")
            return
        }
        #expect(receipt.change == Alphabet.yen(200))
    }

    @Test("A count that stands still, goes back or runs past the job says nothing and gives no time")
    func counts() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.sheetsPrinted(2))
        #expect(course.setsTimer)
        for count in [2, 1, 0, -1, 3, .max] {
            try course.answer(.sheetsPrinted(count))
            #expect(course.effects.isEmpty)
            #expect(course.screen.content == .printing(sheets: 2, done: 2, trouble: nil))
        }
    }

    @Test("A printer that stops and resumes for ever gives no time after the first stop; a new sheet does")
    func stopsForEver() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.printStopped(.jam))
        #expect(course.setsTimer)
        for _ in 1...3 {
            try course.answer(.printResumed)
            #expect(!course.setsTimer && course.screen.content == .printing(sheets: 2, done: 0, trouble: nil))
            try course.answer(.printStopped(.paperOut))
            #expect(!course.setsTimer && course.screen.content == .printing(sheets: 2, done: 0, trouble: .paperOut))
        }
        try course.answer(.sheetsPrinted(1))
        try course.answer(.printStopped(.jam))
        #expect(course.setsTimer)
    }

    @Test("Sheets that come out while the job is taken back are void too")
    func sheetsWhileStopping() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.wait()
        try course.answer(.sheetsPrinted(1))
        #expect(!course.setsTimer)
        try course.wait()
        #expect(course.outcomes == [.spoiled(sheets: 1)])
        try course.answer(.paidOut(Alphabet.yen(600)))
        #expect(course.explaining?.ending == .spoiled(sheets: 1))
    }

    @Test("A print that finishes while it is being stopped is a delivery")
    func finishesWhileStopping() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100, 100, 100)
        try course.wait()
        try course.answer(.printed(sheets: 1))
        #expect(course.outcomes == [.delivered(sheets: 1)])
        #expect(course.state.name == "takingPaper" && course.machine.held == .zero)
    }

    @Test("Where no sheet came out the trouble is named; where one did, that it is void; the alarm is raised in both")
    func alarmBesideVoidSheets() throws {
        for sheets in [0, 1] {
            var course = Course()
            try course.toFee(copies: 2)
            try course.pay(500, 100)
            try course.answer(.printFailed(.queueNotEmpty, sheets: sheets))
            #expect(course.outcomes == [.spoiled(sheets: sheets)])
            #expect(course.entries.contains(.alarmRaised(.queueNotEmpty)))
            try course.answer(.paidOut(Alphabet.yen(600)))
            #expect(course.explaining?.ending == (sheets == 0 ? .printer(.queueNotEmpty) : .spoiled(sheets: 1)))
            #expect(course.machine.hindrances == [.alarm(.queueNotEmpty)])
        }
    }

    @Test("A manifest's sheets beyond any job, or none at all, are a mismatch", arguments: [0, -1, 501, Int.max])
    func sheetCounts(_ sheetsPerCopy: Int) throws {
        var course = Course()
        try course.toConfirmation(copies: 2)
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.manifestReceived)
        try course.answer(.documentReceived)
        try course.answer(.documentAccepted(sheetsPerCopy: sheetsPerCopy))
        #expect(course.explaining?.ending == .documentMismatch)
        #expect(course.machine.hindrances == [.alarm(.documentMismatch)])
    }
}
