internal import Glibc
internal import OpenSSL

/// Where each serial number of a list stands in it: a hash table in blocks of one cache line.
///
///     block: seven slots of eight bytes, then a check word
///     slot:  the serial number's hash (high 32 bits) and where its entry begins (low 32 bits); 0 is free
///
/// A number's home block follows from its hash; where that is full, the next block takes it. Slots fill
/// from the first to the last, so a block with a free slot ends the search. Nothing wraps around: spare
/// blocks stand behind the last home block.
///
/// The check word covers its block, so that a damaged index says "damaged" and not "not listed".
enum ListTable {
    static let slotsPerBlock = 7
    static let blockSize = 64
    /// How far from its home block a number may stand.
    static let spareBlocks = 64

    /// What makes this table's hashes its own: nobody can choose serial numbers that crowd one block.
    struct Keys: Equatable {
        var first: UInt64
        var second: UInt64

        init(first: UInt64, second: UInt64) {
            self.first = first
            self.second = second | 1
        }

        /// Random keys.
        init() throws(RevocationListError) {
            let bytes: [UInt8]
            do { bytes = try RandomBytes.generate(count: 16) } catch { throw .noDigest }
            let words = bytes.withUnsafeBytes {
                ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self))
            }
            self.init(first: words.0, second: words.1)
        }

        @inline(__always)
        func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
            var state = first ^ UInt64(truncatingIfNeeded: bytes.count)
            var index = 0
            while bytes.count - index >= 8 {
                state = Keys.fold(state ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self), second)
                index += 8
            }
            var rest: UInt64 = 0
            while index < bytes.count {
                rest = rest << 8 | UInt64(bytes[index])
                index += 1
            }
            state = Keys.fold(state ^ rest, second)
            return UInt32(truncatingIfNeeded: Keys.fold(state ^ first, 0x9E37_79B9_7F4A_7C15) >> 32)
        }

        /// The check word of the block at `index`.
        @inline(__always)
        func check(_ block: UnsafeRawPointer, index: Int) -> UInt64 {
            var state = first ^ UInt64(truncatingIfNeeded: index)
            for slot in 0..<ListTable.slotsPerBlock {
                state = (state ^ block.load(fromByteOffset: slot * 8, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
                state ^= state >> 29
            }
            return Keys.fold(state, second)
        }

        @inline(__always)
        private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
            let product = one.multipliedFullWidth(by: other)
            return product.high ^ product.low
        }
    }

    /// Numbers of four bytes, fourteen to a block with its check word. Their blocks count on from `first`.
    static func blocks(of numbers: [UInt32], from first: Int, keys: Keys) -> [UInt64] {
        var words: [UInt64] = []
        for start in stride(from: 0, to: numbers.count, by: 14) {
            func number(_ index: Int) -> UInt64 { index < numbers.count ? UInt64(numbers[index]) : 0 }
            let block = (0..<slotsPerBlock).map { number(start + 2 * $0) | number(start + 2 * $0 + 1) << 32 }
            words += block
            words.append(
                block.withUnsafeBytes { bytes in
                    bytes.baseAddress.map { keys.check($0, index: first + start / 14) } ?? 0
                })
        }
        return words
    }

    @inline(__always)
    static func home(_ hash: UInt32, blocks: Int) -> Int {
        Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(truncatingIfNeeded: blocks)) >> 32)
    }
}

/// A table while it is filled, in memory of its own that the system gives page by page.
final class ListTableBuilder {
    private(set) var homeBlocks: Int
    private(set) var count = 0
    private var base: UnsafeMutableRawPointer
    private var limit: Int

    var totalBlocks: Int { homeBlocks + ListTable.spareBlocks }
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: totalBlocks * ListTable.blockSize) }

    /// - Parameter expected: about how many numbers will come.
    init(expected: Int) throws(RevocationListError) {
        homeBlocks = ListTableBuilder.blocks(for: expected)
        limit = ListTableBuilder.limit(homeBlocks)
        base = try ListTableBuilder.map(homeBlocks + ListTable.spareBlocks)
    }

    deinit { munmap(base, totalBlocks * ListTable.blockSize) }

    /// Puts numbers behind all that were put before them: each a slot's eight bytes.
    func insert(_ slots: UnsafeBufferPointer<UInt64>) throws(RevocationListError) {
        // All home blocks are asked for before the first is written to.
        var touched: UInt64 = 0
        for slot in slots {
            let home = ListTable.home(UInt32(truncatingIfNeeded: slot >> 32), blocks: homeBlocks)
            touched |= base.load(fromByteOffset: home * ListTable.blockSize + 56, as: UInt64.self)
        }
        // More than a block holds: what was written here was not ours.
        guard touched <= ListTable.slotsPerBlock else { throw .damaged }
        for slot in slots {
            if count == limit { try grow() }
            count += 1
            if place(slot) { continue }
            repeat { try grow() } while !place(slot)
        }
    }

    /// Writes the check words. Nothing can be put in afterwards.
    func seal(_ keys: ListTable.Keys) {
        for index in 0..<totalBlocks {
            let block = base + index * ListTable.blockSize
            block.storeBytes(of: keys.check(block, index: index), toByteOffset: 56, as: UInt64.self)
        }
    }

    // While the table is filled, the check word's place counts the block's slots.
    @inline(__always)
    private func place(_ slot: UInt64) -> Bool {
        let home = ListTable.home(UInt32(truncatingIfNeeded: slot >> 32), blocks: homeBlocks)
        var block = base + home * ListTable.blockSize
        for _ in 0..<ListTable.spareBlocks {
            let used = block.load(fromByteOffset: 56, as: UInt64.self)
            if used < ListTable.slotsPerBlock {
                block.storeBytes(of: slot, toByteOffset: Int(truncatingIfNeeded: used) * 8, as: UInt64.self)
                block.storeBytes(of: used + 1, toByteOffset: 56, as: UInt64.self)
                return true
            }
            block += ListTable.blockSize
        }
        return false
    }

    // In the table's order, which keeps numbers with the same hash in the list's.
    private func grow() throws(RevocationListError) {
        let (old, oldBlocks) = (base, totalBlocks)
        var blocks = homeBlocks
        while true {
            blocks += blocks / 2
            guard blocks < 1 << 27 else { throw .tooLarge }
            homeBlocks = blocks
            base = try ListTableBuilder.map(totalBlocks)
            if refill(from: old, blocks: oldBlocks) { break }
            munmap(base, totalBlocks * ListTable.blockSize)
        }
        limit = ListTableBuilder.limit(blocks)
        munmap(old, oldBlocks * ListTable.blockSize)
    }

    private func refill(from old: UnsafeMutableRawPointer, blocks: Int) -> Bool {
        for index in 0..<blocks {
            let block = old + index * ListTable.blockSize
            for slot in 0..<Int(truncatingIfNeeded: block.load(fromByteOffset: 56, as: UInt64.self)) {
                guard place(block.load(fromByteOffset: slot * 8, as: UInt64.self)) else { return false }
            }
        }
        return true
    }

    // Eleven of fourteen slots used: most searches end in the first block.
    private static func blocks(for expected: Int) -> Int { max(1, expected * 2 / 11 + 1) }
    private static func limit(_ blocks: Int) -> Int { blocks * 6 }

    private static func map(_ blocks: Int) throws(RevocationListError) -> UnsafeMutableRawPointer {
        let pages = mmap(
            nil, blocks * ListTable.blockSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else { throw .storage(errno: errno) }
        return pages
    }
}
