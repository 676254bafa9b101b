public import Issuance

/// Something that a technician does at the screen, to see whether a part feels it or shows it.
public enum Exercise: Hashable, Sendable {
    /// Touch each field of a grid that covers the screen.
    case touch(columns: Int, rows: Int)
    /// Look at the screen in one colour after the other, and at grey steps.
    case colours
    /// Press each key of the keypad.
    case keys
    /// Hear three numbers in this language where residents hear the voice.
    case listen(Language)

    /// A field is as large as a fingertip's reach is uncertain: 34 mm on the reference panel.
    public static let grid = Exercise.touch(columns: 6, rows: 10)

    /// The colours that a panel's dots are made of, both ends, and steps of grey between them.
    public static let shownColours = ["white", "black", "red", "green", "blue", "grey"]

    /// The keys of the tactile keypad, by the names that the browser gives them (UI Events KeyboardEvent key Values).
    public static let keypadKeys =
        (0...9).map(String.init) + [
            "Backspace", "Escape", "Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight",
        ]

    /// How many things there are to touch, see, press or hear.
    public var count: Int {
        switch self {
        case .touch(let columns, let rows): columns * rows
        case .colours: Self.shownColours.count
        case .keys: Self.keypadKeys.count
        case .listen: 1
        }
    }
}

extension SelfTest {
    /// Nothing is said of a part whose exercise was left out half-way: what was not done is what did not work.
    private static func missing(_ exercise: Exercise, _ bench: TestBench) async -> Int {
        guard let technician = bench.technician else { return exercise.count }
        return exercise.count - min(await technician.performs(exercise), exercise.count)
    }

    static func checkTouch(_ bench: TestBench) async -> Outcome {
        let missing = await missing(.grid, bench)
        return Outcome(
            missing == 0 ? [] : [.touchNotFelt(fields: missing)],
            figures: [Figure("fields", Exercise.grid.count - missing)])
    }

    static func checkColours(_ bench: TestBench) async -> Outcome {
        guard await missing(.colours, bench) == 0 else { return Outcome([.coloursWrong]) }
        let isWell = await bench.technician?.confirms(
            Wording("Was each colour even, without dots or stripes?", "どの色も、点や線がなく均一でしたか？"))
        return Outcome(isWell == true ? [] : [.coloursWrong])
    }

    static func checkKeys(_ bench: TestBench) async -> Outcome {
        let missing = await missing(.keys, bench)
        return Outcome(
            missing == 0 ? [] : [.keysNotFelt(keys: missing)],
            figures: [Figure("keys", Exercise.keys.count - missing)])
    }

    static func checkSpeech(_ bench: TestBench) async -> Outcome {
        var findings: [Finding] = []
        for language in Language.allCases where !Task.isCancelled {
            if await missing(.listen(language), bench) > 0 { findings.append(.voiceNotHeard(language)) }
        }
        return Outcome(findings, figures: [Figure("languages", Language.allCases.count - findings.count)])
    }
}
