internal import Board
internal import LockedMemory
internal import Printing

extension SelfTest {
    /// Prints the test sheet, and asks what is to be seen on it.
    static func checkTestSheet(_ bench: TestBench) async -> Outcome {
        let equipment = bench.equipment
        let isTwoSided = equipment.board.printer.isTwoSided
        guard let sheet = try? LockedBytes(copying: TestSheet.pdf(isTwoSided: isTwoSided)) else {
            return Outcome([.printerFailed])
        }
        let ticket = PrintTicket(pages: isTwoSided ? 2 : 1, sides: isTwoSided ? .twoSidedLongEdge : .oneSided)
        let start = equipment.wallClock()
        if let trouble = await print(sheet, ticket, on: equipment.printer) { return Outcome(trouble) }
        let took = Figure("sheet-ms", Int(max(0, equipment.wallClock() - start)))
        var findings: [Finding] = []
        for (question, finding) in questions(isTwoSided: isTwoSided) where !Task.isCancelled {
            if await bench.technician?.confirms(question) != true { findings.append(finding) }
        }
        return Outcome(findings, figures: [took])
    }

    /// What kept the sheet from coming out; nil where it is out.
    private static func print(
        _ sheet: LockedBytes, _ ticket: PrintTicket, on printer: any DocumentPrinter
    ) async -> [Finding]? {
        for await event in printer.print(sheet, ticket: ticket) {
            switch event {
            case .done: return nil
            case .stopped(let reasons):
                // Nobody waits for paper here: the technician reads what to do, does it, and tests again.
                await printer.cancel()
                return Finding.list(PrinterCondition(activity: .stopped, blocking: reasons))
            case .failed(.notSent(let error), _): return Finding.list(error)
            case .failed, .queueNotEmptied: return [.printerFailed]
            case .accepted, .resumed, .sheetsDone, .leftoverPurged: continue
            }
        }
        return [.printerFailed]
    }

    private static func questions(isTwoSided: Bool) -> [(Wording, Finding)] {
        let crosses =
            isTwoSided
            ? Wording(
                "Is there a cross in each corner, at the same place on both sides?", "四隅の十字は、表と裏で同じ位置にありますか？")
            : Wording("Is there a cross in each corner?", "四隅に十字がありますか？")
        return [
            (crosses, .sheetCrooked),
            (
                Wording(
                    "Can you tell each of the 11 grey steps from the next, and is the bar without stripes?",
                    "11段階の灰色がすべて見分けられ、黒い帯に筋がありませんか？"
                ), .greyWrong
            ),
            (
                Wording(
                    "Are the three patches even, with no square in their middle?", "三つの網点は均一で、中央に四角が見えませんか？"),
                .guardVisible
            ),
        ]
    }
}
