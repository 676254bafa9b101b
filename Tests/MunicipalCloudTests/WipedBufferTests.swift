import Issuance
import LockedMemory
import Testing

@testable import MunicipalCloud

@Suite("Memory that grows and is wiped")
struct WipedBufferTests {
    @Test("bytes stay the same while the memory moves, up to the limit and not beyond")
    func grows() throws {
        let buffer = WipedBuffer(limit: 300_000)
        let piece = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for _ in 0..<300 { try buffer.append(piece) }
        #expect(buffer.count == 300_000)
        let isWhole = buffer.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == piece[$0 % 1_000] } }
        #expect(isWhole)
        #expect(throws: CloudError(.failed(.malformed), .tooLarge)) { try buffer.append(UInt8(0)) }
        #expect(buffer.count == 300_000)
        #expect(try buffer.locked().count == 300_000)
    }

    @Test("an empty one lends nothing and has no memory")
    func empty() throws {
        let buffer = WipedBuffer(limit: 10)
        #expect(buffer.withBytes { $0.count } == 0)
        #expect(buffer.address == nil)
        try buffer.append([])
        #expect(buffer.count == 0)
    }
}
