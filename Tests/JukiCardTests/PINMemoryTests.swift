import Glibc
import JukiCard
import LockedMemory
import SmartCard
import Testing

/// Where a PIN is while it is sent: in locked memory, and nowhere else in this process.
struct PINMemoryTests {
    /// Looks at the encoded command without copying it, as the real link does.
    private final class LookingChannel: CardChannel {
        var supportsExtendedLength: Bool { true }
        var look: () -> Void = {}

        func transmit(_ command: CommandAPDU) throws(CardReaderError) -> ResponseAPDU {
            if command.carriesSecret { command.withEncodedBytes { _ in look() } }
            if command.ins == 0xB0 {
                return ResponseAPDU(
                    data: Array("JPKIAPICCTOKEN2".utf8) + [UInt8](repeating: 0x20, count: 17), status: .success)
            }
            return ResponseAPDU(status: .success)
        }
    }

    @Test("During and after VERIFY the command's bytes are in no writable memory that is not locked")
    func onlyLocked() throws {
        // VERIFY with digits that no other test uses, kept here only behind a mask.
        let mask: UInt8 = 0xA5
        let masked = ([0x00, 0x20, 0x00, 0x80, 0x04] + (0..<4).map { _ in UInt8.random(in: 0x30...0x39) }).map {
            $0 ^ mask
        }
        let digits = try LockedBytes(count: 4) { (buffer) throws(Never) in
            for index in 0..<4 { buffer[index] = masked[5 + index] ^ mask }
        }
        let channel = LookingChannel()
        let card = try JukiCard.open(channel)
        let pin = try PIN(digits, for: card.profile)
        var during: (locked: Int, other: Int)?
        channel.look = { during = try? occurrences(of: masked, mask: mask) }
        #expect(try card.verify(pin) == .accepted)
        let after = try occurrences(of: masked, mask: mask)
        // Exactly one copy, and it is locked; sanitizers turn mlock off for the whole process.
        let canLock = try regions().contains { $0.isLocked }
        #expect(during.map { $0.locked + $0.other } == 1)
        #expect(during?.locked == (canLock ? 1 : 0))
        #expect(after.locked == 0, "the command is gone with its last use")
        #expect(after.other == 0)
    }

    /// Searches this process's private writable memory for a masked pattern.
    private func occurrences(of masked: [UInt8], mask: UInt8) throws -> (locked: Int, other: Int) {
        // The search's own window is a mapping of its own, and is left out.
        let windowSize = 1 << 20
        let window = try #require(
            mmap(nil, windowSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(window, windowSize) }
        let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        try #require(memory >= 0)
        defer { close(memory) }
        var found = (locked: 0, other: 0)
        for region in try regions() where !region.range.contains(UInt(bitPattern: window)) {
            var start = region.range.lowerBound
            while start < region.range.upperBound {
                let length = min(windowSize, Int(region.range.upperBound - start))
                let count = pread(memory, window, length, off_t(start))
                // A page that another test has unmapped since: nothing there.
                guard count > masked.count else { break }
                let hits = countHits(UnsafeRawBufferPointer(start: window, count: count), masked, mask)
                if region.isLocked { found.locked += hits } else { found.other += hits }
                if count < length || count == Int(region.range.upperBound - start) { break }
                start += UInt(count - masked.count + 1)
            }
        }
        return found
    }

    private func countHits(_ bytes: UnsafeRawBufferPointer, _ masked: [UInt8], _ mask: UInt8) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var hits = 0
        var offset = 3
        // 80, the fourth byte, is rare enough to hop on.
        while offset < bytes.count, let next = memchr(base + offset, 0x80, bytes.count - offset) {
            let start = UnsafeRawPointer(next) - base - 3
            if start + masked.count <= bytes.count,
                masked.indices.allSatisfy({ bytes[start + $0] ^ mask == masked[$0] })
            {
                hits += 1
            }
            offset = start + 4
        }
        return hits
    }

    private struct Region {
        var range: Range<UInt>
        var isLocked: Bool
    }

    /// Writable private mappings, and whether they are locked (`lo` among their flags).
    private func regions() throws -> [Region] {
        let file = try #require(fopen("/proc/self/smaps", "re"))
        defer { fclose(file) }
        var regions: [Region] = []
        var current: Range<UInt>?
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, file) > 0, let text = line.map({ String(cString: $0) }) {
            let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
            guard let first = words.first else { continue }
            if first == "VmFlags:" {
                if let current { regions.append(Region(range: current, isLocked: words.contains("lo"))) }
                current = nil
            } else if !first.hasSuffix(":"), words.count >= 5 {
                let ends = first.split(separator: "-").compactMap { UInt($0, radix: 16) }
                let isPrivateMemory = ends.count == 2 && words[1].hasPrefix("rw-p")
                // Mappings of gigabytes are a sanitizer's shadow: not bytes, and mostly not there.
                current = isPrivateMemory && ends[1] - ends[0] < 1 << 30 ? ends[0]..<ends[1] : nil
            }
        }
        return regions
    }
}
