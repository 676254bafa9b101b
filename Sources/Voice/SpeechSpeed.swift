/// How fast somebody wants to be spoken to. People who listen all day follow twice the usual pace; somebody who hears
/// the language seldom wants half of it.
public enum SpeechSpeed: Int, Hashable, Sendable, CaseIterable {
    case slowest = 1
    case slow, usual, fast, fastest

    /// As a part of the usual pace.
    var factor: Double {
        switch self {
        case .slowest: 0.7
        case .slow: 0.85
        case .usual: 1
        case .fast: 1.35
        case .fastest: 1.8
        }
    }
}
