internal import Synchronization

/// One line of what goes by. Nothing in it says more of a resident than the simulator's own lists do, and no PIN.
struct FeedEntry: Encodable, Hashable, Sendable {
    /// Where it comes from.
    enum Kind: String, Encodable, Hashable, Sendable, CaseIterable {
        /// What a hand did at the dock.
        case hand
        /// What happened to the machine.
        case event
        /// What the machine asked for.
        case effect
        /// What is on disk now.
        case journal
        /// The firmware's log.
        case log
        /// A command to the card and its answer.
        case card
        /// A call to the cloud or to the authorities.
        case cloud
    }

    /// How much it matters.
    enum Tone: String, Encodable, Hashable, Sendable { case quiet, usual, good, bad, alarm }

    /// Grows by one from entry to entry.
    var number: Int
    /// Milliseconds since 1970-01-01 UTC, by everybody's clock but perhaps the kiosk's.
    var at: Int64
    /// Where it comes from.
    var kind: Kind
    /// In one line.
    var text: String
    /// What belongs to it: bytes, fields, a time.
    var detail: String
    /// How much it matters.
    var tone: Tone
}

/// What went by last, and who watches. Bounded: the oldest goes.
final class DockFeed: Sendable {
    private struct State {
        var entries: [FeedEntry] = []
        var number = 0
        var bells: [Int: AsyncStream<Void>.Continuation] = [:]
        var watchers = 0
    }

    /// Some ten issuances, each of which has about 180 lines.
    static let maximumEntries = 2_000
    /// A browser holds one stream; a few more are another window's. The oldest gives way.
    static let maximumWatchers = 8

    private let state = Mutex(State())
    private let time: DockTime

    init(_ time: DockTime) {
        self.time = time
    }

    func note(_ kind: FeedEntry.Kind, _ text: String, _ detail: String = "", _ tone: FeedEntry.Tone = .usual) {
        let at = time.milliseconds
        state.withLock { state in
            state.number += 1
            state.entries.append(
                FeedEntry(number: state.number, at: at, kind: kind, text: text, detail: detail, tone: tone))
            if state.entries.count > Self.maximumEntries {
                state.entries.removeFirst(state.entries.count - Self.maximumEntries)
            }
            for bell in state.bells.values { bell.yield() }
        }
    }

    /// The entries after that number, as far as they are kept.
    func entries(after number: Int) -> [FeedEntry] {
        state.withLock { state in
            guard let first = state.entries.first?.number else { return [] }
            return Array(state.entries.dropFirst(max(0, number + 1 - first)))
        }
    }

    /// A bell that rings when there is something to look at, and now.
    func watch() -> (id: Int, bell: AsyncStream<Void>) {
        // One ring is as good as many.
        let (bell, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        return state.withLock { state in
            if state.bells.count >= Self.maximumWatchers, let oldest = state.bells.keys.min() {
                state.bells.removeValue(forKey: oldest)?.finish()
            }
            state.watchers += 1
            state.bells[state.watchers] = continuation
            return (state.watchers, bell)
        }
    }

    func leave(_ id: Int) {
        state.withLock { $0.bells.removeValue(forKey: id) }?.finish()
    }

    /// Something that is no entry has changed.
    func ring() {
        state.withLock { state in
            for bell in state.bells.values { bell.yield() }
        }
    }

    /// Lets every watcher go.
    func close() {
        let bells = state.withLock { state in
            defer { state.bells = [:] }
            return state.bells.values
        }
        for bell in bells { bell.finish() }
    }
}
