internal import CPCSCLite

/// What is known of all readers, and what to tell when more becomes known. A plain value: the watcher
/// feeds it, tests feed it.
struct ReaderBoard {
    private(set) var readers: [ReaderState] = []
    /// Readers that have appeared.
    private var told: Set<String> = []
    /// The last state of the plug-and-play pseudo reader: newer pcscd count readers in its high bits.
    private var plugAndPlay = ReaderState(name: ReaderState.plugAndPlay)

    /// What to wait for a change of: every reader, then the pseudo reader.
    var awaited: [ReaderState] { readers + [plugAndPlay] }

    /// The service listed these readers.
    mutating func receive(names: [String]) -> [CardReaderEvent] {
        var events: [CardReaderEvent] = []
        for reader in readers where !names.contains(reader.name) { events += farewell(reader) }
        readers.removeAll { !names.contains($0.name) }
        // Told of when it is known what lies in them, which the service says at once to whoever knows nothing.
        for name in names where !readers.contains(where: { $0.name == name }) {
            readers.append(ReaderState(name: name))
        }
        return events
    }

    /// The service gave these states for what was ``awaited``.
    mutating func receive(states: [ReaderState]) -> [CardReaderEvent] {
        var events: [CardReaderEvent] = []
        for state in states {
            if state.name == ReaderState.plugAndPlay {
                plugAndPlay.current = state.event & ~UInt(SCARD_STATE_CHANGED)
            } else if let index = readers.firstIndex(where: { $0.name == state.name }) {
                events += Self.difference(from: readers[index].current, to: state)
                readers[index].current = state.event & ~UInt(SCARD_STATE_CHANGED)
                if Self.isKnown(state.event), told.insert(state.name).inserted {
                    events.append(.readerAppeared(state.name))
                }
            }
        }
        return events
    }

    /// The service went away, and with it all readers.
    mutating func receiveServiceDown() -> [CardReaderEvent] {
        defer { self = ReaderBoard() }
        var events: [CardReaderEvent] = []
        for reader in readers { events += farewell(reader) }
        return events + [.serviceDown]
    }

    private mutating func farewell(_ reader: ReaderState) -> [CardReaderEvent] {
        guard told.remove(reader.name) != nil else { return [] }
        let card: [CardReaderEvent] = Self.holdsCard(reader.current) ? [.cardRemoved(reader: reader.name)] : []
        return card + [.readerVanished(reader.name)]
    }

    /// A reader that has just come may not know yet whether it holds a card.
    private static func isKnown(_ state: UInt) -> Bool {
        state & UInt(SCARD_STATE_EMPTY | SCARD_STATE_PRESENT) != 0
    }

    private static func holdsCard(_ state: UInt) -> Bool { state & UInt(SCARD_STATE_PRESENT) != 0 }

    private static func difference(from before: UInt, to state: ReaderState) -> [CardReaderEvent] {
        let gone = CardReaderEvent.cardRemoved(reader: state.name)
        let come = CardReaderEvent.cardInserted(reader: state.name)
        switch (holdsCard(before), holdsCard(state.event)) {
        case (false, true): return [come]
        case (true, false): return [gone]
        // The high 16 bits count insertions and removals: a card that is there as before, under
        // another count, is another card, or the same one that was away.
        case (true, true): return before >> 16 == state.event >> 16 ? [] : [gone, come]
        // A card that came and left between two looks: nobody saw it, nobody misses it.
        case (false, false): return []
        }
    }
}
