internal import Issuance

/// Sentences that were spoken before. Only the page's own words: nothing that belongs to a resident is ever put here.
struct RecordingCache: Sendable {
    struct Key: Hashable, Sendable {
        var text: SpokenText
        var language: Language
        var speed: SpeechSpeed
    }

    /// Bytes of all recordings together; the one that was not asked for for the longest time goes first.
    let maximumBytes: Int
    private(set) var bytes = 0
    private var recordings: [Key: (wave: [UInt8], asked: UInt64)] = [:]
    private var turn: UInt64 = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    mutating func recording(_ key: Key) -> [UInt8]? {
        guard let found = recordings[key] else { return nil }
        turn += 1
        recordings[key]?.asked = turn
        return found.wave
    }

    mutating func keep(_ wave: [UInt8], as key: Key) {
        guard wave.count <= maximumBytes, recordings[key] == nil else { return }
        while bytes + wave.count > maximumBytes, let oldest = recordings.min(by: { $0.value.asked < $1.value.asked }) {
            bytes -= oldest.value.wave.count
            recordings[oldest.key] = nil
        }
        turn += 1
        recordings[key] = (wave, turn)
        bytes += wave.count
    }
}
