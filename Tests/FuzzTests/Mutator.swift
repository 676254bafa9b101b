import TestSupport

/// Makes bad input of good: bits flipped, bytes set to what breaks parsers, runs doubled, cut out, and cut off.
struct Mutator {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func change(_ seed: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            guard !bytes.isEmpty else { return [random.byte] }
            let place = Int.random(in: bytes.indices, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...16, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = [0x00, 0x7F, 0x80, 0xFF, 0x22, 0x5C].randomElement(using: &random) ?? 0
            case 2: bytes[place] = random.byte
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.removeSubrange(place..<end)
            default: bytes.removeSubrange(end...)
            }
        }
        return bytes
    }
}
