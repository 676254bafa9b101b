internal import Issuance

/// A technician's screen as the page draws it: the frame of a resident's, with content of the kind `service`.
struct ServiceFrame {
    var serial: UInt64
    var screen: ServiceScreen
    var settings: ScreenSettings
    var machine: MachineLayout
    var pad: PINPad?

    var json: JSON {
        [
            "serial": .number(Int(clamping: serial)), "language": .text(screen.language.rawValue), "step": nil,
            "choices": .array([]), "fee": nil,
            "warning": screen.isWarning ? ["seconds": .number(Self.warningSeconds)] : nil,
            "settings": settings.json, "machine": machine.json, "content": content,
        ]
    }

    /// `ServiceMachine.Limits.warning`; its timer decides, the page only shows the time running.
    static let warningSeconds = 30

    private var content: JSON {
        switch screen.content {
        case .placeCard(let refusal): page("placeCard", ["refusal": refusal.map { .text($0) } ?? nil])
        case .readingCard: page("readingCard")
        case .enterPIN(let triesLeft, let lengths, let isAfterRejection):
            page(
                "enterPIN",
                [
                    "triesLeft": .number(triesLeft), "minimum": .number(lengths.lowerBound),
                    "maximum": .number(lengths.upperBound), "afterRejection": .flag(isAfterRejection),
                    "keypad": pad.map(\.json) ?? nil,
                ])
        case .checking(let onReader): page("checking", ["onReader": .flag(onReader)])
        case .tests(let tests): page("tests", tests.members)
        }
    }

    private func page(_ name: String, _ more: [JSON.Member] = []) -> JSON {
        .object([JSON.Member(name: "kind", value: "service"), JSON.Member(name: "page", value: .text(name))] + more)
    }

    private func page(_ name: String, _ more: JSON) -> JSON {
        guard case .object(let members) = more else { return page(name) }
        return page(name, members)
    }
}

extension ServiceScreen.Tests {
    fileprivate var members: JSON {
        [
            "rows": .array(rows.map(\.json)), "chosen": chosen.map { .text($0) } ?? nil,
            "question": question.map { .text($0) } ?? nil, "exercise": exercise.map(\.json) ?? nil,
            "isRunning": .flag(isRunning),
            "isComplete": .flag(isComplete), "isReported": .flag(isReported), "isReady": .flag(isReady),
        ]
    }
}

extension ServiceScreen.Exercise {
    fileprivate var json: JSON {
        let done = JSON.array(done.map { .number($0) })
        switch kind {
        case .touch(let columns, let rows):
            return ["kind": "touch", "columns": .number(columns), "rows": .number(rows), "done": done]
        case .colours(let names):
            return ["kind": "colours", "names": .array(names.map { .text($0) }), "done": done]
        case .keys(let names): return ["kind": "keys", "names": .array(names.map { .text($0) }), "done": done]
        case .listen(let language):
            return ["kind": "listen", "language": .text(language.rawValue), "done": done]
        }
    }
}

extension ServiceScreen.Row {
    fileprivate var json: JSON {
        [
            "id": .text(id), "part": .text(part), "does": .text(does), "state": .text(state.rawValue),
            "ms": milliseconds.map { .number($0) } ?? nil, "limit": .number(limitSeconds),
            "isAttended": .flag(isAttended),
            "notes": .array(notes.map { ["reason": .text($0.reason), "remedy": .text($0.remedy)] }),
            "figures": .array(figures.map { ["name": .text($0.name), "value": .text($0.value)] }),
            "blockedBy": blockedBy.map { .text($0) } ?? nil,
        ]
    }
}

/// A touch over the wire: `{"name":"run","value":"printer"}`, without `value` where there is none.
extension ServiceTouch {
    /// No exercise has more.
    private static let mostFields = 256

    /// Nil for anything that the page would not send.
    init?(_ json: [String: JSON]) {
        guard case .text(let name) = json["name"] else { return nil }
        let value = json["value"]
        guard json.count == (value == nil ? 1 : 2) else { return nil }
        switch (name, value) {
        case ("speak", .text(let tag)):
            guard let language = Language(rawValue: tag), [.japanese, .english].contains(language) else { return nil }
            self = .speak(language)
        case ("enterPIN", nil): self = .enterPIN
        case ("choose", .text(let test)): self = .choose(test)
        case ("choose", nil): self = .choose(nil)
        case ("run", .text(let test)): self = .run(test)
        case ("runAll", nil): self = .runAll
        case ("answer", .flag(let answer)): self = .answer(answer)
        case ("answer", nil): self = .answer(nil)
        case ("hit", .number(let number)):
            guard (0..<Self.mostFields).contains(number) else { return nil }
            self = .hit(number)
        case ("giveUp", nil): self = .giveUp
        case ("finish", nil): self = .finish
        case ("goOn", nil): self = .goOn
        case ("close", nil): self = .close
        case ("stay", nil): self = .stay
        default: return nil
        }
    }
}
