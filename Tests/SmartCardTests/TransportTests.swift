import LockedMemory
import Testing

@testable import SmartCard

/// A link that answers from a script and fails on any command that is not in it.
final class ScriptedLink: CardLink {
    private var script: [(command: String, answer: String)]
    let leavesOutExpectedCount: Bool
    let meter = TransmissionMeter()
    var supportsExtendedLength: Bool { true }

    init(_ script: [(String, String)], leavesOutExpectedCount: Bool = false) {
        self.script = script.map { (command: $0.0, answer: $0.1) }
        self.leavesOutExpectedCount = leavesOutExpectedCount
    }

    var rest: [String] { script.map(\.command) }

    func exchange(_ command: UnsafeRawBufferPointer) throws(CardReaderError) -> ResponseAPDU {
        guard let next = script.first, next.command == hex(Array(command)) else {
            Issue.record("unscripted command \(hex(Array(command)))")
            throw CardReaderError(.other)
        }
        script.removeFirst()
        let answer = bytes(next.answer)
        return try answer.withUnsafeBufferPointer { (buffer) throws(CardReaderError) in
            try ResponseAPDU(UnsafeRawBufferPointer(buffer))
        }
    }

    func close() {}
}

func hex(_ bytes: [UInt8]) -> String { bytes.map { hexadecimal($0) }.joined() }

func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.filter { $0 != " " }.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

struct TransportTests {
    private let read = CommandAPDU(cla: 0x80, ins: 0xB0, p1: 0, p2: 0, expectedCount: 256)

    @Test("61xx: the rest is fetched, on the plain class, and every exchange counted")
    func fetchesMore() throws {
        let link = ScriptedLink([("80B0000000", "61 03"), ("00C0000003", "AABBCC 61 00"), ("00C0000000", "DD 9000")])
        #expect(try link.transmit(read) == ResponseAPDU(data: [0xAA, 0xBB, 0xCC, 0xDD], status: .success))
        #expect(link.rest.isEmpty)
        #expect(link.meter.current.commands == 3)
        #expect(link.meter.current.bytesSent == 15)
        #expect(link.meter.current.bytesReceived == 2 + 5 + 3)
    }

    @Test("61xx after data keeps the data; a failing fetch gives its status and no half answer")
    func fetchFails() throws {
        let link = ScriptedLink([("80B0000000", "AA 61 03"), ("00C0000003", "6F00")])
        #expect(try link.transmit(read) == ResponseAPDU(status: StatusWord(0x6F00)))
    }

    @Test("A fetch that is told another length asks once more with that one")
    func fetchCorrected() throws {
        let link = ScriptedLink([("80B0000000", "61 05"), ("00C0000005", "6C 02"), ("00C0000002", "AABB 9000")])
        #expect(try link.transmit(read).data == [0xAA, 0xBB])
    }

    @Test("61xx without end, or without data, is a protocol error")
    func endless() {
        let step = ("00C0000001", "AA 6101")
        let endless = ScriptedLink([("80B0000000", "6101")] + Array(repeating: step, count: 600))
        #expect(throws: CardReaderError(.protocolError)) { try endless.transmit(read) }
        #expect(endless.rest.count == 600 - 512)
        let empty = ScriptedLink([("80B0000000", "6101"), ("00C0000001", "6101")])
        #expect(throws: CardReaderError(.protocolError)) { try empty.transmit(read) }
        #expect(empty.rest.isEmpty)
    }

    @Test("6Cxx: the command goes once more with the length named, and no third time")
    func correctsLength() throws {
        let link = ScriptedLink([("80B0000000", "6C 02"), ("80B0000002", "AABB 9000")])
        #expect(try link.transmit(read).data == [0xAA, 0xBB])
        let stubborn = ScriptedLink([("80B0000000", "6C02"), ("80B0000002", "6C03")])
        #expect(try stubborn.transmit(read).status == StatusWord(0x6C03))
        #expect(stubborn.rest.isEmpty)
    }

    @Test("A secret command is sent once, whatever comes back", arguments: ["6C04", "6104", "6F00", "6700"])
    func secretOnce(answer: String) throws {
        let verify = try CommandAPDU(
            cla: 0, ins: 0x20, p1: 0, p2: 0x80, secret: LockedBytes(copying: Array("1234".utf8)))
        let link = ScriptedLink([("002000800431323334", answer)])
        #expect(hex([try link.transmit(verify).status.sw1]) == String(answer.prefix(2)))
        #expect(link.meter.current.commands == 1)
    }

    @Test("More than was asked for is a protocol error, also where nothing was")
    func overlong() {
        let two = CommandAPDU(cla: 0, ins: 0xB0, p1: 0, p2: 0, expectedCount: 2)
        #expect(throws: CardReaderError(.protocolError)) {
            try ScriptedLink([("00B0000002", "AABBCC 9000")]).transmit(two)
        }
        let none = CommandAPDU(cla: 0, ins: 0xA4, p1: 0, p2: 0)
        let long = String(repeating: "AA", count: 257) + "9000"
        #expect(throws: CardReaderError(.protocolError)) { try ScriptedLink([("00A40000", long)]).transmit(none) }
    }

    @Test("T=0: no Le behind data, and the answer fetched")
    func blockless() throws {
        let sign = CommandAPDU(cla: 0x80, ins: 0x2A, p1: 0, p2: 0x80, data: [1, 2], expectedCount: 256)
        let link = ScriptedLink(
            [("802A0080020102", "6102"), ("00C0000002", "CAFE 9000")], leavesOutExpectedCount: true)
        #expect(try link.transmit(sign).data == [0xCA, 0xFE])
    }

    @Test("A stopped link sends nothing more")
    func stopped() {
        let link = ScriptedLink([])
        link.meter.stop()
        #expect(throws: CardReaderError(.timedOut)) { try link.transmit(read) }
        #expect(link.meter.current.commands == 0)
    }
}
