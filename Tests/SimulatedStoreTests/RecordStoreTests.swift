import Foundation
import SimulatedStore
import Testing

@Suite("The store behind one protocol")
struct RecordStoreTests {
    private static func put(_ id: String, _ text: String, after version: Int, group: String = "") -> StoreChange {
        .put(kind: "thing", id: id, group: group, body: Array(text.utf8), after: version)
    }

    @Test("keeps items by kind and id, and tells a group in the order of its ids")
    func keeps() async throws {
        let store: any RecordStore = try SQLiteRecordStore()
        try await store.commit([
            Self.put("b", "two", after: 0, group: "g"), Self.put("a", "one", after: 0, group: "g"),
            Self.put("c", "three", after: 0),
        ])
        #expect(try await store.item("thing", "a")?.body == Array("one".utf8))
        #expect(try await store.item("other", "a") == nil)
        #expect(try await store.items("thing", group: "g").map(\.id) == ["a", "b"])
        #expect(try await store.items("thing", group: nil).map(\.id) == ["a", "b", "c"])
        try await store.commit([
            Self.put("a", "one more", after: 1, group: "h"), .remove(kind: "thing", id: "b", at: 1),
        ])
        #expect(try await store.items("thing", group: "g").isEmpty)
        #expect(try await store.item("thing", "a")?.version == 2)
    }

    @Test(
        "makes no change at all where one of them expects another version",
        arguments: [
            put("a", "again", after: 0), put("a", "again", after: 2), .remove(kind: "thing", id: "a", at: 7),
            .expect(kind: "thing", id: "a", at: 2), .expect(kind: "thing", id: "a", at: 0),
            .expect(kind: "thing", id: "nothing", at: 1), .remove(kind: "thing", id: "nothing", at: 1),
        ])
    func allOrNothing(_ wrong: StoreChange) async throws {
        let store = try SQLiteRecordStore()
        try await store.commit([Self.put("a", "one", after: 0)])
        await #expect(throws: StoreError(.changedMeanwhile, "thing")) {
            try await store.commit([Self.put("b", "two", after: 0), wrong])
        }
        #expect(try await store.items("thing", group: nil).map(\.version) == [1])
        // And what expects rightly goes through.
        try await store.commit([
            .expect(kind: "thing", id: "a", at: 1), .expect(kind: "thing", id: "b", at: 0),
            Self.put("b", "2", after: 0),
        ])
        #expect(try await store.item("thing", "b") != nil)
    }

    @Test("of a hundred that count at once, each counts once")
    func atOnce() async throws {
        let store = try SQLiteRecordStore()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    while true {
                        let known = try await store.value("count", "it", as: Int.self)
                        do {
                            let next = (known?.value ?? 0) + 1
                            try await store.commit([.put(next, kind: "count", id: "it", after: known?.version ?? 0)])
                            return
                        } catch let error as StoreError where error.kind == .changedMeanwhile {
                            continue
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.value("count", "it", as: Int.self)?.value == 100)
    }

    @Test("a file is there for the next who opens it, and for two at the same time")
    func file() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "madoguchi-store-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/one.sqlite"
        let first = try SQLiteRecordStore(path: path)
        let second = try SQLiteRecordStore(path: path)
        try await first.commit([Self.put("a", "one", after: 0)])
        #expect(try await second.item("thing", "a")?.body == Array("one".utf8))
        try await second.commit([Self.put("a", "two", after: 1)])
        #expect(try await first.item("thing", "a")?.version == 2)
        // Damaged, it is refused.
        let broken = folder + "/broken.sqlite"
        try Data(repeating: 7, count: 4_096).write(to: URL(filePath: broken))
        #expect(throws: StoreError(.corrupt, "SQLite 26")) { try SQLiteRecordStore(path: broken) }
        #expect(throws: StoreError(.unavailable, "SQLite 14")) { try SQLiteRecordStore(path: folder + "/no/where") }
    }
}
