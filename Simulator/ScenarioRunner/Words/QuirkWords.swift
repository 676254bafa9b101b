internal import SimulatedCard

/// How a card may behave where cards differ.
enum QuirkWords {
    static let all: [(word: String, set: @Sendable (inout SimulatedCard.Behaviour) -> Void)] = [
        ("short-commands-only", { $0.takesExtendedLength = false }), ("holds-data-back", { $0.holdsDataBack = true }),
        ("insists-on-exact-length", { $0.insistsOnExactLength = true }),
        ("fails-first-command", { $0.failsFirstCommand = true }),
        ("short-answers", { $0.longestExtendedAnswer = 200 }),
    ]

    /// Those that a card has.
    static func words(of behaviour: SimulatedCard.Behaviour) -> [String] {
        all.filter { quirk in
            var same = behaviour
            quirk.set(&same)
            return same == behaviour
        }.map(\.word)
    }
}
