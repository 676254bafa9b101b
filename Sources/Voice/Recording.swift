/// Mono sound of 16 bits, as a synthesizer wrote it: read from a WAVE file, made as loud as every other, and written
/// again with the lengths that are true.
struct Recording: Hashable, Sendable {
    /// Samples a second.
    var rate: Int
    var samples: [Int16]

    /// How long it sounds.
    var duration: Duration { .seconds(Double(samples.count) / Double(max(rate, 1))) }

    /// Reads RIFF/WAVE (Microsoft, *Multimedia Programming Interface and Data Specifications 1.0*). A program that
    /// writes to a pipe cannot know the length when it writes the head: what is there counts.
    init(wave bytes: [UInt8]) throws(VoiceError) {
        guard bytes.count > 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8) else {
            throw .noRecording
        }
        var rate: Int?
        var position = 12
        while position + 8 <= bytes.count {
            let name = bytes[position..<position + 4]
            let length = Self.number(bytes, at: position + 4, count: 4)
            let start = position + 8
            if name.elementsEqual("fmt ".utf8) {
                guard start + 16 <= bytes.count, Self.number(bytes, at: start, count: 2) == 1,
                    Self.number(bytes, at: start + 2, count: 2) == 1,
                    Self.number(bytes, at: start + 14, count: 2) == 16
                else { throw .noRecording }
                let given = Self.number(bytes, at: start + 4, count: 4)
                guard (8_000...96_000).contains(given) else { throw .noRecording }
                rate = given
            } else if name.elementsEqual("data".utf8) {
                guard let rate else { throw .noRecording }
                let count = min(length, bytes.count - start) / 2
                self.rate = rate
                samples = bytes.withUnsafeBytes { all in
                    (0..<count).map { index in
                        Int16(littleEndian: all.loadUnaligned(fromByteOffset: start + index * 2, as: Int16.self))
                    }
                }
                return
            }
            // Chunks have an even length.
            position = start + length + length % 2
        }
        throw .noRecording
    }

    private static func number(_ bytes: [UInt8], at position: Int, count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    /// The same as a WAVE file.
    var wave: [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let length = samples.count * 2
        var bytes: [UInt8] = []
        bytes.reserveCapacity(44 + length)
        bytes += Array("RIFF".utf8) + little(36 + length, 4) + Array("WAVEfmt ".utf8)
        bytes += little(16, 4) + little(1, 2) + little(1, 2) + little(rate, 4) + little(rate * 2, 4)
        bytes += little(2, 2) + little(16, 2) + Array("data".utf8) + little(length, 4)
        samples.withUnsafeBytes { bytes.append(contentsOf: $0) }
        return bytes
    }
}

extension Recording {
    /// What all sentences are brought to, as a part of full scale: −20 dB, measured where somebody speaks.
    static let loudness = 0.1
    /// −1 dB: beyond it, what a sound card makes of the samples may clip.
    static let peak = 0.891
    /// −46 dB: below it nobody speaks.
    private static let silence = 0.005
    /// What is left of the silence before and after.
    private static let margin = 0.03

    /// As loud as every other sentence of every synthesizer, without the silence before and after it.
    ///
    /// - Throws: ``VoiceError/noRecording`` where nothing is to be heard.
    func levelled() throws(VoiceError) -> Recording {
        let window = max(rate / 50, 1)
        var squares = 0.0
        var spoken = 0
        var first: Int?
        var last = 0
        var highest = 0.0
        samples.withUnsafeBufferPointer { samples in
            var start = 0
            while start < samples.count {
                let end = min(start + window, samples.count)
                var sum = 0.0
                for index in start..<end {
                    let value = Double(samples[index]) / 32_768
                    sum += value * value
                    highest = max(highest, abs(value))
                }
                if (sum / Double(end - start)).squareRoot() > Self.silence {
                    squares += sum
                    spoken += end - start
                    if first == nil { first = start }
                    last = end
                }
                start = end
            }
        }
        guard let first, spoken > 0 else { throw .noRecording }
        let gain = min(Self.loudness / (squares / Double(spoken)).squareRoot(), Self.peak / highest)
        let margin = Int(Self.margin * Double(rate))
        let part = samples[max(first - margin, 0)..<min(last + margin, samples.count)]
        return Recording(rate: rate, samples: part.map { Int16((Double($0) * gain).rounded()) })
    }

    private init(rate: Int, samples: [Int16]) {
        self.rate = rate
        self.samples = samples
    }
}
