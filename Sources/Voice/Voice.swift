internal import Glibc
public import Issuance
public import LockedMemory
internal import Synchronization
internal import Threads

/// Speaks the page's sentences: Open JTalk for Japanese, eSpeak NG for the other languages, each sentence by a
/// program that ends with it.
///
/// Nothing touches a disk. What the page says of itself is kept in memory, up to a bound, so that it is said at once
/// the next time; what belongs to a resident is made anew each time and kept nowhere.
public final class Voice: Sendable {
    /// A sentence takes some 0.2 s; a machine that is busy printing may need longer.
    static let limit: Duration = .seconds(5)
    /// A minute at Open JTalk's 48,000 samples of two bytes.
    static let maximumRecording = 6 << 20
    /// Four minutes of Japanese, or nine of another language: a course says less.
    static let cacheBytes = 24 << 20
    /// One is heard while the next is made.
    static let atOnce = 2
    /// A page asks for the sentences of one screen; whoever asks for more does not listen.
    static let maximumWaiting = 40

    private let cache: Mutex<RecordingCache>
    private let gate = Gate(atOnce: atOnce, maximumWaiting: maximumWaiting)
    private let synthesizer: @Sendable (Language, SpeechSpeed) -> Synthesizer
    private let limit: Duration
    private let maximumRecording: Int

    /// The voice of this machine.
    ///
    /// - Parameter limit: how long one sentence may take to make; nil for five seconds.
    public convenience init(limit: Duration? = nil) {
        self.init(limit: limit ?? Self.limit, synthesizer: Synthesizer.init(for:at:))
    }

    init(
        cacheBytes: Int = cacheBytes, limit: Duration = limit, maximumRecording: Int = maximumRecording,
        synthesizer: @escaping @Sendable (Language, SpeechSpeed) -> Synthesizer
    ) {
        cache = Mutex(RecordingCache(maximumBytes: cacheBytes))
        self.limit = limit
        self.maximumRecording = maximumRecording
        self.synthesizer = synthesizer
    }

    /// What is missing on this machine to speak every language, each once.
    public var missing: [VoiceError] {
        Language.allCases.reduce(into: []) { list, language in
            if let missing = synthesizer(language, .usual).missing, !list.contains(missing) { list.append(missing) }
        }
    }

    /// How many bytes of recordings are kept.
    var keptBytes: Int { cache.withLock { $0.bytes } }

    /// A sentence as a WAVE file: mono, 16 bits, as loud as every other.
    ///
    /// - Parameters:
    ///   - text: what is to be said.
    ///   - language: in which it is.
    ///   - speed: how fast.
    ///   - isKept: the page's own words, which may be kept for the next time; false for anything that tells something
    ///     about a resident.
    public func recording(
        of text: SpokenText, in language: Language, at speed: SpeechSpeed, isKept: Bool
    ) async throws(VoiceError) -> [UInt8] {
        let key = RecordingCache.Key(text: text, language: language, speed: speed)
        if isKept, let known = cache.withLock({ $0.recording(key) }) { return known }
        let bytes = try Result { () throws(LockedBytes.Unavailable) in try LockedBytes(copying: text.text.utf8) }
            .mapError { VoiceError.system("mlock", errno: $0.errno) }.get()
        let wave = try await make(bytes, with: synthesizer(language, speed))
        if isKept { cache.withLock { $0.keep(wave, as: key) } }
        return wave
    }

    /// The name of somebody, in Japanese whatever the page's language is. Kept nowhere.
    public func recording(ofName name: LockedBytes, at speed: SpeechSpeed) async throws(VoiceError) -> [UInt8] {
        guard let spoken = name.spokenName() else { throw .unspeakable }
        defer { spoken.erase() }
        return try await make(spoken, with: synthesizer(.japanese, speed))
    }

    private func make(_ text: LockedBytes, with synthesizer: Synthesizer) async throws(VoiceError) -> [UInt8] {
        guard await gate.enter() else { throw .busy }
        let (limit, maximum) = (limit, maximumRecording)
        let result: Result<[UInt8], VoiceError>
        do throws(DetachedThread.Unavailable) {
            result = try await DetachedThread.run {
                Result { () throws(VoiceError) in
                    let bytes = try SpeechProcess.run(synthesizer, reading: text, within: limit, atMost: maximum)
                    return try Recording(wave: bytes).levelled().wave
                }
            }
        } catch {
            result = .failure(.system("pthread_create", errno: error.errno))
        }
        await gate.leave()
        return try result.get()
    }
}

/// Lets a few through at a time; the others wait in the order in which they came, and not too many of them.
private actor Gate {
    private let atOnce: Int
    private let maximumWaiting: Int
    private var inside = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(atOnce: Int, maximumWaiting: Int) {
        self.atOnce = atOnce
        self.maximumWaiting = maximumWaiting
    }

    /// - Returns: false where too many wait already.
    func enter() async -> Bool {
        if inside < atOnce {
            inside += 1
            return true
        }
        guard waiting.count < maximumWaiting else { return false }
        await withCheckedContinuation { waiting.append($0) }
        return true
    }

    /// The place goes to the next in line.
    func leave() {
        if waiting.isEmpty { inside -= 1 } else { waiting.removeFirst().resume() }
    }
}
