import Foundation
import OpenSSL
import SimulatedAuthority
import Synchronization
import TestSupport
import Testing
import Trust

@Suite("Indexes of revocation lists that are kept")
struct ListStoreTests {
    let root: Authority
    let folder: TemporaryFolder

    init() throws {
        root = try Fixture.root()
        folder = try TemporaryFolder()
    }

    func list(_ serials: ClosedRange<UInt8>, at seconds: Int64 = Fixture.now) throws -> [UInt8] {
        let entries = serials.map { RevocationListTemplate.Entry(serial: [0x10, $0], date: Fixture.now - Int64($0)) }
        return try RevocationListTemplate(now: seconds, entries: entries).signed(by: root.credential)
    }

    func answers(_ list: RevocationList?) -> [Bool]? {
        list.map { list in (UInt8(1)...40).map { list.answer(serial: [0x10, $0]) != .notListed } }
    }

    @Test("a list is kept by name, found by a later run, replaced by a newer one, and removed")
    func keep() throws {
        let store = try RevocationListStore(folder: folder.path)
        #expect(try store.list("tokyo") == nil)
        let incoming = try store.receive(der: try list(1...10), as: "tokyo", signers: [root.certificate])
        #expect(incoming.list.count == 10)
        #expect(try store.list("tokyo") == nil, "not kept yet")
        try incoming.keep()
        let later = try RevocationListStore(folder: folder.path)
        let first = try #require(try later.list("tokyo"))
        #expect(first.isSigned(by: root.certificate))
        #expect(first.answer(serial: [0x10, 7]) == .listed(nil, at: Fixture.now - 7))
        try later.receive(
            der: try list(5...30, at: Fixture.now + 9), as: "tokyo", signers: [root.certificate]
        ).keep()
        #expect(try later.list("tokyo")?.count == 26)
        // Who looked into the old one keeps it.
        #expect(first.answer(serial: [0x10, 1]) == .listed(nil, at: Fixture.now - 1))
        #expect(try folder.names() == ["tokyo.crlx"])
        try later.remove("tokyo")
        #expect(try later.list("tokyo") == nil)
    }

    @Test("what is not signed by who may, is older, or is no list, leaves nothing behind and the old one in its place")
    func refused() throws {
        let store = try RevocationListStore(folder: folder.path)
        try store.receive(der: try list(1...10), as: "tokyo", signers: [root.certificate]).keep()
        let stranger = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        let impostor = try Fixture.root("impostor")
        let mute = try Authority(
            root: .authority([("C", "JP"), ("CN", "Test Root")], now: Fixture.now)
                .with("keyUsage", "critical,keyCertSign"), key: root.credential.privateKey)
        var forged = try list(1...10)
        forged[forged.count / 2] ^= 1
        let newer = try list(1...40, at: Fixture.now + 1)
        let cases: [([UInt8], Certificate, RevocationListError)] = [
            (newer, stranger.certificate, .signatureInvalid), (newer, impostor.certificate, .signatureInvalid),
            (newer, mute.certificate, .signatureInvalid),
            (try list(1...40, at: Fixture.now - 1), root.certificate, .olderThanKnown),
            (Array(newer.dropLast()), root.certificate, .malformed),
        ]
        for (der, signer, error) in cases {
            #expect(throws: error) { _ = try store.receive(der: der, as: "tokyo", signers: [signer]) }
        }
        #expect(throws: RevocationListError.self) {
            _ = try store.receive(der: forged, as: "tokyo", signers: [root.certificate])
        }
        #expect(try store.list("tokyo")?.count == 10)
        #expect(try folder.names() == ["tokyo.crlx"])
        #expect(throws: RevocationListError.storage(errno: EINVAL)) { _ = try store.list("../tokyo") }
    }

    @Test("a power cut after any step leaves the old list or the new one, whole, and the next run tidies up")
    func powerCuts() throws {
        let (old, new) = (try list(1...10), try list(20...40, at: Fixture.now + 1))
        var steps = 0
        var outcomes: Set<Int> = []
        for cut in 1... {
            try RevocationListStore(folder: folder.path).remove("tokyo")
            try RevocationListStore(folder: folder.path)
                .receive(der: old, as: "tokyo", signers: [root.certificate]).keep()
            let power = Power(until: cut)
            let store = try RevocationListStore(folder: folder.path, fails: { power.fails($0) })
            let isKept =
                (try? store.receive(der: new, as: "tokyo", signers: [root.certificate]).keep()) != nil
            let after = try RevocationListStore(folder: folder.path)
            let list = try #require(try after.list("tokyo"))
            #expect(list.count == 10 || list.count == 21)
            #expect(answers(list) == answers(try RevocationList(der: list.count == 10 ? old : new)))
            #expect(try folder.names() == ["tokyo.crlx"])
            outcomes.insert(list.count)
            steps = cut
            if isKept {
                #expect(list.count == 21)
                break
            }
        }
        #expect(outcomes == [10, 21])
        // Created, five writes, synced, renamed, folder synced; and one run without a cut.
        #expect(steps >= 9)
    }

    @Test("a file that was torn, cut or turned to zeros anywhere never says that a revoked number is not listed")
    func damage() throws {
        let store = try RevocationListStore(folder: folder.path)
        let incoming = try store.receive(der: try list(1...30), as: "tokyo", signers: [root.certificate])
        try incoming.keep()
        let file = folder.path + "/tokyo.crlx"
        let whole = Array(try Data(contentsOf: URL(filePath: file)))
        func check(_ bytes: [UInt8], _ what: Comment) throws {
            try Data(bytes).write(to: URL(filePath: file))
            guard let list = try? store.list("tokyo") else { return }
            for number in UInt8(1)...30 { #expect(list.answer(serial: [0x10, number]) != .notListed, what) }
        }
        for length in stride(from: 0, to: whole.count, by: 61) {
            try check(Array(whole.prefix(length)), "cut to \(length)")
            try check(
                Array(whole.prefix(length)) + [UInt8](repeating: 0, count: whole.count - length), "0 from \(length)")
        }
        for start in stride(from: 0, to: whole.count, by: 512) {
            var bytes = whole
            for place in start..<min(start + 512, bytes.count) { bytes[place] = 0 }
            try check(bytes, "sector at \(start)")
        }
        for place in stride(from: 0, to: whole.count, by: 3) {
            var bytes = whole
            bytes[place] ^= 1 << UInt8(place % 8)
            try check(bytes, "bit at \(place)")
        }
        try check(whole, "whole")
        #expect(try store.list("tokyo")?.count == 30)
    }

    @Test("in a list about several issuers' certificates, damage never takes an entry from its issuer")
    func damagedIssuers() throws {
        let names = try (0..<20).map { try Fixture.root("root", name: "Issuer \($0)").certificate }
        let entries = names.enumerated().map { index, name in
            RevocationListTemplate.Entry(
                serial: [0x20, UInt8(index)], date: Fixture.now, extensions: [.certificateIssuer(name.subjectDER)])
        }
        let der = try RevocationListTemplate(
            now: Fixture.now, entries: entries, extensions: [.number(1), .scope([0x84, 0x01, 0xFF])]
        ).signed(by: root.credential)
        let store = try RevocationListStore(folder: folder.path)
        try store.receive(der: der, as: "many", signers: [root.certificate]).keep()
        let file = folder.path + "/many.crlx"
        let whole = Array(try Data(contentsOf: URL(filePath: file)))
        // Where the issuers' changes stand: the last two blocks.
        for place in (whole.count - 128)..<whole.count {
            var bytes = whole
            bytes[place] ^= 1 << UInt8(place % 8)
            try Data(bytes).write(to: URL(filePath: file))
            let list = try #require(try store.list("many"))
            for (index, name) in names.enumerated() {
                let answer = list.answer(serial: [0x20, UInt8(index)], issuer: try name.subjectName)
                #expect(answer == .damaged || answer == .listed(nil, at: Fixture.now))
            }
        }
    }
}

/// Power that fails after so many steps, and then stays away.
private final class Power: Sendable {
    private let left: Mutex<Int>

    init(until steps: Int) { left = Mutex(steps) }

    func fails(_ step: RevocationListStore.Step) -> Bool {
        left.withLock { left in
            if left > 0 { left -= 1 }
            return left == 0
        }
    }
}
