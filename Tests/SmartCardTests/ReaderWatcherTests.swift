import Testing

@testable import SmartCard

/// The watching thread, against a stand-in for pcscd.
@Suite(.timeLimit(.minutes(1)))
struct ReaderWatcherTests {
    /// Real pauses shortened; waits stay long, as every test must be woken and not wait for time.
    private static let timing = WatcherTiming(
        firstPause: .milliseconds(1), longestPause: .milliseconds(4), wait: .seconds(60), settling: .milliseconds(1))

    private func watch(_ library: FakePCSC) -> AsyncStream<CardReaderEvent> {
        PCSCReaders(library: library, timing: Self.timing).events()
    }

    @Test("The present state comes first, then what happens")
    func course() async {
        let library = FakePCSC(readers: ["A"])
        library.insert("A")
        var events = watch(library).makeAsyncIterator()
        #expect(await events.next() == .serviceUp)
        #expect(await events.next() == .cardInserted(reader: "A"))
        #expect(await events.next() == .readerAppeared("A"))
        library.change { $0.readers["B"] = .init() }
        #expect(await events.next() == .readerAppeared("B"))
        library.insert("B")
        #expect(await events.next() == .cardInserted(reader: "B"))
        library.remove("A")
        #expect(await events.next() == .cardRemoved(reader: "A"))
        library.change { $0.readers["B"] = nil }
        #expect(await events.next() == .cardRemoved(reader: "B"))
        #expect(await events.next() == .readerVanished("B"))
    }

    @Test("A swap faster than a look gives removed and inserted")
    func swap() async {
        let library = FakePCSC(readers: ["A"])
        library.insert("A")
        var events = watch(library).makeAsyncIterator()
        for _ in 0..<3 { _ = await events.next() }
        library.change {
            $0.remove("A")
            $0.insert("A")
        }
        #expect(await events.next() == .cardRemoved(reader: "A"))
        #expect(await events.next() == .cardInserted(reader: "A"))
    }

    @Test("pcscd goes and comes back: told once each, a new context, all found anew")
    func restart() async {
        let library = FakePCSC(readers: ["A"])
        library.insert("A")
        var events = watch(library).makeAsyncIterator()
        for _ in 0..<3 { _ = await events.next() }
        library.change { $0.isUp = false }
        #expect(await events.next() == .cardRemoved(reader: "A"))
        #expect(await events.next() == .readerVanished("A"))
        #expect(await events.next() == .serviceDown)
        // It is tried again and again, and the old context is gone.
        #expect(await library.reaches { $0.calls.count { $0 == "establish" } >= 4 && $0.contexts.isEmpty })
        library.change { $0.isUp = true }
        #expect(await events.next() == .serviceUp)
        #expect(await events.next() == .cardInserted(reader: "A"))
        #expect(await events.next() == .readerAppeared("A"))
        #expect(library.state.withLock { $0.contexts.count } == 1)
    }

    @Test("No pcscd at the start is told at once")
    func downAtStart() async {
        let library = FakePCSC()
        library.change { $0.isUp = false }
        var events = watch(library).makeAsyncIterator()
        #expect(await events.next() == .serviceDown)
        library.change { $0.isUp = true }
        #expect(await events.next() == .serviceUp)
    }

    @Test("Nothing happens: the thread sleeps in pcscd instead of asking")
    func idle() async {
        let library = FakePCSC(readers: ["A"])
        var events = watch(library).makeAsyncIterator()
        #expect(await events.next() == .serviceUp)
        #expect(await events.next() == .readerAppeared("A"))
        // The state as found, a short settling wait, the long one.
        #expect(await library.reaches { $0.waits == 3 })
        // A change that means nothing to us wakes it for two looks more, not for a storm.
        library.change { $0.readers["A"]?.isMute = true }
        #expect(await library.reaches { $0.waits == 5 })
        #expect(library.state.withLock { $0.waits } == 5)
    }

    @Test("Letting go of the stream frees the waiting thread and its context")
    func stop() async {
        let library = FakePCSC(readers: ["A"])
        let reader = Task {
            var count = 0
            for await _ in watch(library) { count += 1 }
            return count
        }
        #expect(await library.reaches { $0.waits == 3 })
        reader.cancel()
        #expect(await library.reaches { $0.contexts.isEmpty && $0.calls.last == "release" })
        #expect(await reader.value == 2)
    }
}
