internal import Synchronization

/// What happened, in order, with the scenario's own time.
package final class Story: Sendable {
    /// One thing that happened.
    package struct Happening: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable {
            /// The resident sees this.
            case screen
            /// Somebody did something, or something went wrong.
            case deed
            /// The machine took in an event.
            case step
            /// Written to the journal.
            case entry
            /// Written to the log.
            case log
            /// Beside the kiosk: it was switched on, a resident came.
            case note
        }

        /// Milliseconds since the scenario began.
        package var at: Int
        package var kind: Kind
        package var phrase: Phrase
        /// Which visit it belongs to, counted from 0; nil: none.
        package var visit: Int?
    }

    private let kept = Mutex<[Happening]>([])
    private let onHappening: @Sendable (Happening) -> Void

    /// - Parameter onHappening: sees each as it happens.
    init(_ onHappening: @escaping @Sendable (Happening) -> Void = { _ in }) {
        self.onHappening = onHappening
    }

    /// All of it so far.
    package var happenings: [Happening] { kept.withLock(\.self) }

    func add(_ happening: Happening) {
        kept.withLock { $0.append(happening) }
        onHappening(happening)
    }
}

extension Story.Happening: CustomStringConvertible {
    /// One line of a timeline.
    package var description: String {
        let seconds = "\(at / 1_000)"
        let thousandths = "\(1_000 + at % 1_000)".dropFirst()
        let time = String(repeating: " ", count: max(0, 6 - seconds.count)) + "\(seconds).\(thousandths)"
        return "\(time)  \(kind.mark)\(phrase)"
    }
}

extension Story.Happening.Kind {
    fileprivate var mark: String {
        switch self {
        case .screen: "▭ "
        case .deed: "✋ "
        case .step: "· "
        case .entry: "✎ "
        case .log: "≡ "
        case .note: "— "
        }
    }
}
