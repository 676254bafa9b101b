internal import FoundationEssentials
internal import Issuance

/// Drives a machine with the events of a trace, and stops at the first difference.
package struct Replay: Sendable {
    /// What came of it.
    package enum Result: Hashable, Sendable {
        /// Every step came out as it was recorded.
        case same(steps: Int)
        /// The first line that came out otherwise.
        case different(line: Int, what: String, recorded: String, now: String)
    }

    /// The trace is none.
    package struct Unreadable: Error, CustomStringConvertible {
        /// Counted from 1.
        package var line: Int
        package var reason: String
        package var description: String { "line \(line): \(reason)" }
    }

    /// No trace of one scenario is longer.
    package static let maximumLines = 1_000_000

    package static func run(_ text: String) throws(Unreadable) -> Result {
        var machine: IssuanceMachine?
        var steps = 0
        for (index, line) in text.split(separator: "\n").prefix(maximumLines).enumerated() {
            let number = index + 1
            let record: TraceRecord
            do {
                record = try JSONDecoder().decode(TraceRecord.self, from: Data(line.utf8))
            } catch {
                throw Unreadable(
                    line: number, reason: "this is no line of a trace. `kiosk-sim run --trace` writes them.")
            }
            if let alarms = record.start {
                machine = fresh(alarms.compactMap(Alarm.init(rawValue:)))
                continue
            }
            guard var current = machine else {
                throw Unreadable(line: number, reason: "a step before the kiosk was started.")
            }
            guard let event = record.event?.event else {
                throw Unreadable(line: number, reason: "an event that this version's machine does not know.")
            }
            let effects = current.receive(event)
            machine = current
            steps += 1
            if let difference = difference(record, effects, current, line: number) { return difference }
        }
        return .same(steps: steps)
    }

    /// The machine as the firmware starts it.
    private static func fresh(_ alarms: [Alarm]) -> IssuanceMachine {
        var machine = IssuanceMachine(
            hindrances: [
                .starting, .part(.screen), .part(.cardReader), .part(.printer), .part(.coinMechanism), .part(.cloud),
            ])
        for alarm in alarms { _ = machine.receive(.hindered(.alarm(alarm))) }
        return machine
    }

    private static func difference(
        _ record: TraceRecord, _ effects: [IssuanceMachine.Effect], _ machine: IssuanceMachine, line: Int
    ) -> Result? {
        let (recorded, now) = (record.effects ?? [], effects.map(\.words))
        if recorded != now {
            return .different(
                line: line, what: "what the machine asks for", recorded: recorded.joined(separator: " | "),
                now: now.joined(separator: " | "))
        }
        if let state = record.state, state != machine.words {
            return .different(line: line, what: "where the machine stands", recorded: state, now: machine.words)
        }
        let screen = "\(IssuanceMachine.screen(for: machine).phrase)"
        if let seen = record.screen, seen != screen {
            return .different(line: line, what: "what the resident sees", recorded: seen, now: screen)
        }
        return nil
    }
}

/// A trace as a file: JSON lines.
enum TraceFile {
    static func text(_ lines: [TraceLine]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and whole numbers always encode.
        return lines.map { line in
            String(decoding: (try? encoder.encode(TraceRecord(line))) ?? Data(), as: UTF8.self) + "\n"
        }.joined()
    }
}
