/// What is said in the field's cells: a payload with its length, spread over Reed–Solomon codewords so that a stain
/// takes a little of each and all of none, and scrambled so that no cell tells anything by itself.
public enum FieldCodec {
    private static let bytes = PaperLayout.Field.dataCells.count / 8
    private static let codewords = bytes / 255
    /// The parities that are tried, most first. A payload is written with the first that leaves room for it.
    private static let parities = [127, 95, 63]
    /// Magic and length.
    private static let headerLength = 6
    private static let magic: [UInt8] = [0x4D, 0x44, 0x50, 0x31]

    /// The longest payload: 12,858 bytes.
    public static let capacity = codewords * (255 - (parities.last ?? 0)) - headerLength

    /// The cells of a payload in the order of `PaperLayout.Field.dataCells`, true for black.
    ///
    /// - Returns: nil where the payload is longer than `capacity`.
    public static func cells(of payload: [UInt8]) -> [Bool]? {
        let message = magic + [UInt8(payload.count >> 8 & 255), UInt8(payload.count & 255)] + payload
        guard payload.count <= capacity, let parity = parities.first(where: { message.count <= codewords * (255 - $0) })
        else { return nil }
        let code = ReedSolomon(parity: parity)
        let room = 255 - parity
        var noise = Scrambler()
        var field = (0..<bytes).map { _ in noise.next() }
        for codeword in 0..<codewords {
            let start = min(codeword * room, message.count)
            let end = min(start + room, message.count)
            var part = Array(message[start..<end])
            part += [UInt8](repeating: 0, count: room - part.count)
            for (symbol, byte) in (part + code.parity(of: part)).enumerated() {
                field[symbol * codewords + codeword] ^= byte
            }
        }
        var cells: [Bool] = []
        cells.reserveCapacity(PaperLayout.Field.dataCells.count)
        for byte in field { for bit in 0..<8 { cells.append(byte >> (7 - bit) & 1 == 1) } }
        // The few cells that are left over are noise like all others.
        while cells.count < PaperLayout.Field.dataCells.count { cells.append(noise.next() & 1 == 1) }
        return cells
    }

    /// What a reader thinks of a field.
    public struct Reading: Sendable {
        /// What was said.
        public var payload: [UInt8]
        /// The part of the bytes that were wrong or could not be seen, 0 … 1.
        public var mended: Double
    }

    /// The payload of a field.
    ///
    /// - Parameter blackness: of each data cell: below 0 is white, above 0 black, around 0 nobody knows; 1 is as black as
    ///   black is around there.
    /// - Returns: nil where too much of it is gone.
    public static func reading(of blackness: [Double]) -> Reading? {
        guard blackness.count == PaperLayout.Field.dataCells.count else { return nil }
        var noise = Scrambler()
        var field: [UInt8] = []
        var doubts: [Double] = []
        for byte in 0..<bytes {
            var value: UInt8 = 0
            var certainty = 1.0
            for cell in blackness[byte * 8..<byte * 8 + 8] {
                value = value << 1 | (cell > 0 ? 1 : 0)
                certainty = min(certainty, abs(cell))
            }
            field.append(value ^ noise.next())
            doubts.append(certainty)
        }
        for parity in parities {
            let code = ReedSolomon(parity: parity)
            var message: [UInt8] = []
            var mended = 0
            for codeword in 0..<codewords {
                let places = stride(from: codeword, to: 255 * codewords, by: codewords)
                let bytes = places.map { field[$0] }
                let certainties = places.map { doubts[$0] }
                guard let whole = corrected(bytes, certainties, code) else { break }
                // The first codeword tells whether this is the parity that was written.
                if codeword == 0, !whole.starts(with: magic) { break }
                mended += zip(whole, bytes).count { $0 != $1 }
                message += whole.prefix(255 - parity)
            }
            guard message.count == codewords * (255 - parity) else { continue }
            let length = Int(message[4]) << 8 | Int(message[5])
            guard length <= message.count - headerLength else { continue }
            return Reading(
                payload: Array(message[headerLength..<headerLength + length]),
                mended: Double(mended) / Double(codewords * 255))
        }
        return nil
    }

    /// Tries with more and more of the doubtful bytes given up: what is known to be lost costs half of what is wrong.
    private static func corrected(_ bytes: [UInt8], _ certainties: [Double], _ code: ReedSolomon) -> [UInt8]? {
        let byDoubt = certainties.indices.sorted { certainties[$0] < certainties[$1] }
        for share in [0, 0.4, 0.7, 0.95] {
            let erasures = byDoubt.prefix(Int(share * Double(code.parity)))
            if let whole = code.corrected(bytes, erasures: Array(erasures)) { return whole }
        }
        return nil
    }
}

/// Bytes that look like noise and are the same for everybody (xorshift32, Marsaglia 2003). They hide nothing: they keep
/// a field evenly grey, whatever it says.
struct Scrambler {
    private var state: UInt32 = 0x6D61_646F

    mutating func next() -> UInt8 {
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        return UInt8(truncatingIfNeeded: state >> 11)
    }
}
