import Testing

@testable import SmartCard

/// What is told when the service says something, without threads or time.
struct ReaderBoardTests {
    private static let empty: UInt = 0x0010
    private static let present: UInt = 0x0020
    private static let changed: UInt = 0x0002

    private func said(_ name: String, _ state: UInt, count: UInt = 0) -> ReaderState {
        ReaderState(name: name, event: state | Self.changed | count << 16)
    }

    @Test("Readers appear when their state is known, after the card in them, and vanish after it")
    func listing() {
        var board = ReaderBoard()
        #expect(board.receive(names: ["A", "B"]) == [])
        #expect(
            board.receive(states: [said("A", Self.present, count: 1), said("B", Self.empty)]) == [
                .cardInserted(reader: "A"), .readerAppeared("A"), .readerAppeared("B"),
            ])
        #expect(board.receive(names: ["A", "B"]) == [])
        #expect(board.receive(names: ["B", "C"]) == [.cardRemoved(reader: "A"), .readerVanished("A")])
        #expect(board.awaited.map(\.name) == ["B", "C", #"\\?PnP?\Notification"#])
        // One that went before its state was known was never told of.
        #expect(board.receive(names: ["B"]) == [])
    }

    @Test("Insertion and removal, each told once; what else changes is not told")
    func insertion() {
        var board = ReaderBoard()
        _ = board.receive(names: ["A"])
        #expect(board.receive(states: [said("A", Self.empty)]) == [.readerAppeared("A")])
        #expect(board.receive(states: [said("A", Self.present, count: 1)]) == [.cardInserted(reader: "A")])
        // In use, exclusive, unpowered: another's business.
        #expect(board.receive(states: [said("A", Self.present | 0x0100, count: 1)]) == [])
        #expect(board.receive(states: [said("A", Self.present | 0x0480, count: 1)]) == [])
        #expect(board.receive(states: [said("A", Self.empty, count: 2)]) == [.cardRemoved(reader: "A")])
        // What was said is what the next wait starts from, without the mark of change.
        #expect(board.awaited[0].current == Self.empty | 2 << 16)
    }

    @Test("A swap faster than a look: the count of insertions and removals jumped")
    func swap() {
        var board = ReaderBoard()
        _ = board.receive(names: ["A"])
        _ = board.receive(states: [said("A", Self.present, count: 0xFFFF)])
        #expect(
            board.receive(states: [said("A", Self.present, count: 1)]) == [
                .cardRemoved(reader: "A"), .cardInserted(reader: "A"),
            ])
        // A card that came and left unseen: nothing to tell.
        _ = board.receive(states: [said("A", Self.empty, count: 2)])
        #expect(board.receive(states: [said("A", Self.empty, count: 4)]) == [])
    }

    @Test("The service goes: cards, readers, service, in this order, and nothing is remembered")
    func serviceDown() {
        var board = ReaderBoard()
        _ = board.receive(names: ["A", "B"])
        _ = board.receive(states: [said("A", Self.empty), said("B", Self.present, count: 1)])
        #expect(
            board.receiveServiceDown() == [
                .readerVanished("A"), .cardRemoved(reader: "B"), .readerVanished("B"), .serviceDown,
            ])
        #expect(board.readers.isEmpty)
    }
}
